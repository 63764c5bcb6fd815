// Shows that what is forgotten counts no more, wherever the engine meets a copy of it.
#include "greycache/engine/engine.h"
#include "tests/unit/engine/bench_of_parts.h"

namespace greycache::engine_forgotten_test {

namespace {

const std::string kDeferred = "defer_if_permit Greylisted for 5 minutes";
const std::string kSource = "192.0.2";

struct ForgettingBench : Bench {
  std::shared_ptr<Expectations> rows = std::make_shared<Expectations>();

  Fact awl(UnixTime last) const {
    return {FactKind::from_awl, kSource, "alice", "x.example", "", last, last};
  }
  Fact connect(UnixTime first) const {
    return {FactKind::connect, kSource, "alice", "x.example", "r@dst.example", first, first};
  }
  // An own user's mail, and how many such have made an entry.
  std::int64_t teach() {
    ask("request=smtpd_access_policy\nprotocol_state=RCPT\nclient_address=203.0.113.9\n"
        "client_name=unknown\nsasl_username=r\nsender=r@dst.example\nrecipient=alice@x.example\n"
        "\n");
    return statistics.correspondents_learned;
  }
  std::string mail() { return ask("192.0.2.1", "alice@x.example", "r@dst.example"); }

  void forget(UnixTime at, ForgottenName name = {ForgottenName::Scope::source, kSource}) {
    rows = std::make_shared<Expectations>(*rows);
    rows->merge(forgotten_row(name, at, at + 86'400, ""));
    auto set = std::make_shared<PolicySet>();
    set->rules.greymethod = GreyMethod::classc;
    set->rules.correspondents = Correspondents::address;
    set->source_rules.greymethod = GreyMethod::classc;
    set->expectations = rows;
    set->lists.expectations = rows.get();
    engine.set_policy(set, options);
  }
};

bool known(const std::string& action) {
  return action.find("auto-whitelisted") != std::string::npos;
}

bool delayed(const std::string& action) {
  return action.starts_with("PREPEND X-Greylist: delayed ");
}

}  // namespace

TEST_CASE(
    "who was known by memory waits once he is forgotten, and is known again when he is back") {
  ForgettingBench bench;
  bench.store.put(bench.awl(bench.now - 60));
  REQUIRE(known(bench.mail()));
  REQUIRE(known(bench.mail()));
  bench.forget(bench.now - 60);
  CHECK(bench.mail() == kDeferred);
  bench.now += 301;
  CHECK(delayed(bench.mail()));
  CHECK(known(bench.mail()));
}

TEST_CASE("an entry that was seen later than it was forgotten counts") {
  ForgettingBench bench;
  bench.store.put(bench.awl(bench.now - 60));
  bench.forget(bench.now - 61);
  CHECK(known(bench.mail()));
}

TEST_CASE("a forgotten first attempt does not hide the one that came after it") {
  ForgettingBench bench;
  bench.store.put(bench.connect(bench.now - 1000));
  bench.store.put(bench.connect(bench.now - 400));
  bench.forget(bench.now - 500);
  CHECK(delayed(bench.mail()));
}

TEST_CASE("a forgotten first attempt is none, in memory, too") {
  ForgettingBench bench;
  CHECK(bench.mail() == kDeferred);
  bench.forget(bench.now);
  bench.now += 301;
  CHECK(bench.mail() == kDeferred);
  bench.now += 301;
  CHECK(delayed(bench.mail()));
}

TEST_CASE("a sender is forgotten, and nobody else of his network") {
  ForgettingBench bench;
  bench.store.put(bench.awl(bench.now - 60));
  Fact other = bench.awl(bench.now - 60);
  other.sender_domain = "z.example";
  bench.store.put(other);
  bench.forget(bench.now, {ForgottenName::Scope::sender, "x.example"});
  CHECK(bench.mail() == kDeferred);
  CHECK(known(bench.ask("192.0.2.1", "alice@z.example", "r@dst.example")));
}

TEST_CASE("where the store cannot be asked for what a forgotten entry may hide the mail passes") {
  ForgettingBench bench;
  bench.store.put(bench.connect(bench.now - 1000));
  REQUIRE(delayed(bench.mail()));
  bench.forget(bench.now);
  bench.store.away = true;
  CHECK(bench.mail() != kDeferred);
}

TEST_CASE("a forgetting of a clock that is hours ahead keeps nobody waiting") {
  ForgettingBench bench;
  bench.store.put(bench.awl(bench.now - 60));
  bench.forget(bench.now + kForgottenAhead + 1);
  CHECK(known(bench.mail()));
  CHECK(bench.ask("192.0.2.1", "bob@z.example", "r@dst.example") == kDeferred);
  bench.forget(bench.now + 30 * 86'400);
  bench.now += 301;
  CHECK(delayed(bench.ask("192.0.2.1", "bob@z.example", "r@dst.example")));
}

TEST_CASE("what was taught until a forgetting's time is over is taught anew behind it") {
  ForgettingBench bench;
  bench.forget(bench.now + 5, {ForgottenName::Scope::sender, "x.example"});
  const std::int64_t first = bench.teach();
  bench.now += 5;
  CHECK(bench.teach() == first);
  bench.now += 1;
  CHECK(bench.teach() == first + 1);
  CHECK(bench.teach() == first + 1);
}

TEST_CASE(
    "a forgetting that is not the latest has it taught anew, too; one that is known has not") {
  ForgettingBench bench;
  bench.forget(bench.now - 5);
  const std::int64_t first = bench.teach();
  bench.forget(bench.now - 5);
  CHECK(bench.teach() == first);
  bench.forget(bench.now - 6, {ForgottenName::Scope::sender, "x.example"});
  CHECK(bench.teach() == first + 1);
}

}  // namespace greycache::engine_forgotten_test
