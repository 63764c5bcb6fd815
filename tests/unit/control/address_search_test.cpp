// A search through the store, piece by piece, that ends in time.
#include "greycache/control/address_search.h"

#include <doctest/doctest.h>

#include "greycache/policy/keys.h"
#include "tests/unit/storage/opt_bench.h"

namespace greycache::address_search_test {

namespace {

constexpr UnixTime kNow = 1'760'000'000;

struct Searched : OptBench<> {
  std::string find(const std::string& address, std::chrono::milliseconds time) {
    AddressSearch::Question question;
    question.wanted = wanted_of(address, "");
    question.policy = policy;
    question.now = kNow;
    question.cutoffs = cutoffs_at(policy->rules, kNow);
    question.end = std::chrono::steady_clock::now() + time;
    std::string answer;
    AddressSearch::begin(worker, std::move(question),
                         [&](const std::string& text) { answer = text; });
    REQUIRE(turn_until([&] { return !answer.empty(); }));
    return answer;
  }

  std::shared_ptr<PolicySet> policy = std::make_shared<PolicySet>();
};

Fact connect(const std::string& name) {
  return {FactKind::connect, "192.0.2", name, "x.example", "bob@customer.example", kNow, kNow};
}

}  // namespace

TEST_CASE("what is found of a sender that was let pass is the entry that did, under its own name") {
  Searched bench;
  bench.store.put(connect("list.bob~customer.example"));
  CHECK(
      bench.find("list.bob~customer.example@x.example", std::chrono::seconds(5)).find("waiting") !=
      std::string::npos);
  Fact known = connect("list.RCPT");
  known.kind = FactKind::from_awl;
  known.rcpt.clear();
  bench.store.put(known);
  const std::string text =
      bench.find("list.bob~customer.example@x.example", std::chrono::seconds(5));
  CHECK(text.find("waiting") == std::string::npos);
  CHECK(text.find("from_awl   list.RCPT@x.example: passes at once") != std::string::npos);
}

TEST_CASE("a search that does not come to an end is ended, and says so") {
  Searched bench;
  bench.store.put(connect("alice"));
  bench.store.endless = true;
  const std::string text = bench.find("nobody@x.example", std::chrono::milliseconds(0));
  CHECK(text.find("not all: the search took too long") != std::string::npos);
  CHECK(bench.store.searches == 1);
}

TEST_CASE("a store that is away is told in the answer") {
  Searched bench;
  bench.store.away = true;
  CHECK(bench.find("alice@x.example", std::chrono::seconds(5)).find("not all: away for a test") !=
        std::string::npos);
}

TEST_CASE("more than 200 entries are not gathered") {
  Searched bench;
  for (int i = 0; i < 300; ++i) bench.store.put(connect("n" + std::to_string(i)));
  const std::string text = bench.find("@x.example", std::chrono::seconds(5));
  CHECK(text.find("more than 200 entries") != std::string::npos);
}

TEST_CASE("a recipient's choice is told with the tables that he stands in") {
  PolicySet policy;
  CHECK(opt_text(policy, "bob@customer.example").empty());
  policy.rules.optmethod = OptMethod::optout;
  CHECK(opt_text(policy, "bob@customer.example").find("not greylisted, since") !=
        std::string::npos);
  OptLists lists;
  lists.add(OptTable::optout_domain, "customer.example");
  policy.lists.opt_lists = &lists;
  CHECK(opt_text(policy, "Bob@Customer.example") ==
        "as a recipient: not greylisted (in optout_domain)\n");
  lists.add(OptTable::optin_email, "bob@customer.example");
  CHECK(opt_text(policy, "bob@customer.example") ==
        "as a recipient: greylisted (in optin_email, optout_domain)\n");
  CHECK(opt_text(policy, "bob@other.example") == "as a recipient: greylisted (in no opt table)\n");
  CHECK(opt_text(policy, "@customer.example").empty());
  CHECK(opt_text(policy, "").empty());
}

}  // namespace greycache::address_search_test
