// What would be answered, by all that the engine would ask.
#include "greycache/control/would_question.h"

#include <doctest/doctest.h>

#include "greycache/policy/correspondent.h"
#include "tests/unit/storage/held_store.h"

namespace greycache::would_question_test {

namespace {

constexpr UnixTime kNow = 1'760'000'000;

struct Bench {
  Bench() {
    question.text =
        "request=smtpd_access_policy\nclient_address=192.0.2.1\nclient_name=out.pool.example\n"
        "sender=alice@x.example\nrecipient=bob@y.example\n\n";
    question.request.parse(question.text);
    auto set = std::make_shared<PolicySet>();
    set->rules.greymethod = GreyMethod::organisation;
    question.policy = set;
    question.now = kNow;
    question.admission.keys = {"192.0.2", "alice", "x.example", "alice", "bob@y.example"};
    question.correspondent_keys = correspondent_keys("bob@y.example", "alice@x.example");
  }

  bool says(const std::string& text) {
    question.conclude_by(store);
    const std::string answer = question.answer();
    CAPTURE(answer);
    return answer.find(text) != std::string::npos;
  }

  HeldStore store;
  WouldQuestion question;
};

}  // namespace

TEST_CASE("a first attempt waits, and that is said with its reference") {
  Bench bench;
  CHECK(bench.says("would be answered: defer_if_permit Greylisted for "));
  CHECK(bench.question.answer().find("outcome new: first attempt, deferred") != std::string::npos);
}

TEST_CASE("whom the recipient wrote to passes as his correspondent") {
  Bench bench;
  bench.store.put(correspondent_fact(*bench.question.correspondent_keys, kNow - 86400));
  CHECK(bench.says("outcome correspondent: the recipient wrote to the sender, first 2025-10-08 "));
  CHECK(bench.question.answer().find("correspondent of the recipient") != std::string::npos);
}

TEST_CASE("so does he of whom only this host's journal knows") {
  Bench bench;
  bench.question.unwritten_of_correspondent = {
      correspondent_fact(*bench.question.correspondent_keys, kNow)};
  CHECK(bench.says("outcome correspondent: "));
}

TEST_CASE("a correspondent that is too old does not count, nor one where none are asked for") {
  Bench old;
  old.store.put(correspondent_fact(*old.question.correspondent_keys,
                                   kNow - old.question.policy->rules.correspondent_age - 1));
  CHECK(old.says("outcome new: "));
  Bench off;
  off.store.put(correspondent_fact(*off.question.correspondent_keys, kNow));
  off.question.correspondent_keys.reset();
  CHECK(off.says("outcome new: "));
}

TEST_CASE("who is known by his source passes as that") {
  Bench bench;
  bench.store.put(correspondent_fact(*bench.question.correspondent_keys, kNow));
  bench.store.put({FactKind::from_awl, "192.0.2", "alice", "x.example", "", kNow - 9, kNow - 9});
  CHECK(bench.says("outcome from_awl: its sender is known from 192.0.2 since "));
}

TEST_CASE("as long as it is not known what is expected, what would wait passes in doubt") {
  Bench bench;
  bench.question.may_be_expected = true;
  CHECK(bench.says("outcome in_doubt: it is not known yet what is expected"));
}

TEST_CASE("new mail of proven mail servers passes, unless something is known of it") {
  Bench bench;
  bench.question.organisation = "pool.example";
  bench.question.unit_keys = {"pool.example@x.example", "alice", "x.example", "alice",
                              "bob@y.example"};
  bench.question.need_not_wait = true;
  CHECK(bench.says("outcome proven: of the first attempts of the mail servers of pool.example "));
  bench.store.put({FactKind::from_awl, "192.0.2", "alice", "x.example", "", kNow - 9, kNow - 9});
  CHECK(bench.says("outcome from_awl: "));
}

TEST_CASE("who was forgotten waits, though the mail servers are proven") {
  for (const ForgottenName& name :
       {ForgottenName{ForgottenName::Scope::organisation, "pool.example"},
        ForgottenName{ForgottenName::Scope::network, "192.0.2.0/24"}}) {
    Bench bench;
    bench.question.organisation = "pool.example";
    bench.question.unit_keys = {"pool.example@x.example", "alice", "x.example", "alice",
                                "bob@y.example"};
    bench.question.need_not_wait = true;
    auto rows = std::make_shared<Expectations>();
    rows->merge(forgotten_row(name, kNow - 9, kNow + 9, ""));
    auto set = std::make_shared<PolicySet>(*bench.question.policy);
    set->expectations = rows;
    bench.question.policy = set;
    CHECK(bench.says("outcome new: "));
  }
}

TEST_CASE("organisation and standing are told in words and in JSON") {
  Bench bench;
  bench.question.json = true;
  CHECK(bench.says(R"("src":"192.0.2","organisation":null,"standing":null,)"));
  Bench pool;
  pool.question.organisation = "pool.example";
  pool.question.unit_keys = {"pool.example@x.example", "alice", "x.example", "alice",
                             "bob@y.example"};
  pool.question.good_standing = false;
  CHECK(pool.says("organisation pool.example (in bad standing)\n"));
  pool.question.json = true;
  CHECK(pool.question.answer().find(R"("organisation":"pool.example","standing":"bad",)") !=
        std::string::npos);
}

}  // namespace greycache::would_question_test
