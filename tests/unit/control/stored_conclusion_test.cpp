// What is concluded of a request by what is stored.
#include "greycache/control/stored_conclusion.h"

#include <doctest/doctest.h>

#include "tests/unit/storage/held_store.h"

namespace greycache::stored_conclusion_test {

namespace {

constexpr UnixTime kNow = 1'760'000'000;
const Keys kKeys{"192.0.2", "alice", "x.example", "alice", "bob@y.example"};

Fact fact(FactKind kind, const std::string& name, UnixTime seen) {
  return {kind, "192.0.2", name, "x.example", kind == FactKind::connect ? "bob@y.example" : "",
          seen, seen};
}

struct Bench {
  Conclusion conclude(const std::vector<Fact>& unwritten = {}) {
    return stored_conclusion(store, {rules, kKeys, unwritten, kNow, forgotten}, trouble);
  }
  Outcome outcome() { return conclude().decision.outcome; }

  HeldStore store;
  Rules rules;
  ForgottenNow forgotten{};
  std::string trouble;
};

}  // namespace

TEST_CASE("what is stored decides as it would for a mail") {
  Bench bench;
  CHECK(bench.outcome() == Outcome::fresh);
  bench.store.put(fact(FactKind::connect, "alice", kNow - 10));
  CHECK(bench.outcome() == Outcome::early);
  bench.store.forget();
  bench.store.put(fact(FactKind::connect, "alice", kNow - 1000));
  CHECK(bench.outcome() == Outcome::reconnect);
  bench.store.put(fact(FactKind::from_awl, "alice", kNow - 1000));
  CHECK(bench.outcome() == Outcome::from_awl);
  CHECK(bench.trouble.empty());
  CHECK(bench.store.facts().size() == 2);
}

TEST_CASE("so does what the store does not have yet") {
  Bench bench;
  CHECK(bench.conclude({fact(FactKind::from_awl, "alice", kNow)}).decision.outcome ==
        Outcome::from_awl);
}

TEST_CASE("a source too large to be read is asked by key") {
  Bench bench;
  for (int i = 0; i < 2100; ++i) {
    bench.store.put(fact(FactKind::from_awl, "s" + std::to_string(i), kNow));
  }
  bench.store.put(fact(FactKind::from_awl, "zz", kNow));
  CHECK(bench.outcome() == Outcome::fresh);
  CHECK(bench.store.finds > 0);
  bench.store.put(fact(FactKind::connect, "alice", kNow - 1000));
  CHECK(bench.outcome() == Outcome::reconnect);
}

TEST_CASE("the throttle counts what is stored") {
  Bench bench;
  bench.rules.connect_src_throttle = 2;
  bench.store.put(fact(FactKind::connect, "b", kNow - 10));
  CHECK(bench.outcome() == Outcome::fresh);
  bench.store.put(fact(FactKind::connect, "c", kNow - 10));
  CHECK(bench.outcome() == Outcome::throttled);
}

TEST_CASE("a store that is away is told") {
  Bench bench;
  bench.store.away = true;
  CHECK(bench.outcome() == Outcome::fresh);
  CHECK(bench.trouble.find("away for a test") != std::string::npos);
}

TEST_CASE("what is forgotten counts no more, and hides nothing that came after it") {
  Bench bench;
  Forgotten forgotten;
  forgotten.add({ForgottenName::Scope::source, "192.0.2"}, kNow - 1000);
  bench.forgotten = {&forgotten, kNow};
  bench.store.put(fact(FactKind::from_awl, "alice", kNow - 1000));
  bench.store.put(fact(FactKind::connect, "alice", kNow - 1000));
  CHECK(bench.outcome() == Outcome::fresh);
  bench.store.put(fact(FactKind::connect, "alice", kNow - 999));
  CHECK(bench.outcome() == Outcome::reconnect);
}

}  // namespace greycache::stored_conclusion_test
