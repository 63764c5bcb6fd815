// Shows what must be asked for before a request is decided, and that nothing more is.
#include "greycache/policy/conclusion.h"

#include <doctest/doctest.h>

#include "greycache/policy/ages.h"

namespace greycache::conclusion_test {

namespace {

constexpr UnixTime kNow = 1'700'000'000;
constexpr UnixTime kDay = 86'400;
const Keys kKeys{"192.0.2", "a", "ex.com", "a", "r@dst.org"};
const std::vector<Fact> kNothing;

Fact connect(UnixTime first, const std::string& name = "a") {
  return {FactKind::connect, "192.0.2", name, "ex.com", "r@dst.org", first, first};
}

Fact from_awl(const std::string& name, UnixTime last = kNow - 60) {
  return {FactKind::from_awl, "192.0.2", name, "ex.com", {}, kNow - 90 * kDay, last};
}

KnownEntries hot(Residence residence, std::optional<Seen> awl = {},
                 std::optional<Seen> waiting = {}) {
  return {residence, {}, awl, waiting};
}

Missing missing(const Evidence& evidence, const Rules& rules = {}) {
  return conclude(rules, kKeys, evidence, kNow).missing;
}

Outcome outcome(const Evidence& evidence, const Rules& rules = {}) {
  const Conclusion conclusion = conclude(rules, kKeys, evidence, kNow);
  CHECK(conclusion.missing == Missing::nothing);
  return conclusion.decision.outcome;
}

}  // namespace

TEST_CASE("an entry of the auto-whitelist decides however much is at hand, until it has expired") {
  for (const Residence residence : {Residence::absent, Residence::large, Residence::whole}) {
    const Seen last(1, kNow - 60 * kDay + 1);
    CHECK(outcome({.hot = hot(residence, last)}) == Outcome::from_awl);
  }
  const Seen over(1, kNow - 60 * kDay);
  CHECK(missing({.hot = hot(Residence::absent, over)}) == Missing::source);
  CHECK(missing({.hot = hot(Residence::large, over)}) == Missing::entries);
  CHECK(outcome({.hot = hot(Residence::whole, over)}) == Outcome::fresh);
}

TEST_CASE("an absent source is missing until it is loaded, a large one until it has answered") {
  CHECK(missing({}) == Missing::source);
  const SourceFacts whole{"192.0.2", {}};
  CHECK(outcome({.loaded = &whole}) == Outcome::fresh);
  const SourceFacts part{"192.0.2", {connect(kNow - 10)}, false};
  CHECK(missing({.loaded = &part}) == Missing::entries);
  CHECK(outcome({.loaded = &part, .found = &kNothing}) == Outcome::early);
  CHECK(missing({.hot = hot(Residence::large)}) == Missing::entries);
  CHECK(outcome({.hot = hot(Residence::large), .found = &kNothing}) == Outcome::fresh);
}

TEST_CASE("where the hot store's connect is over, or far ahead, another may count") {
  const auto with = [](UnixTime first) {
    return Evidence{.hot = hot(Residence::whole, {}, Seen(first, first))};
  };
  CHECK(missing(with(kNow - kDay - 1)) == Missing::connect);
  CHECK(outcome(with(kNow - kDay), {.group_domain_level = 0}) == Outcome::reconnect);
  CHECK(outcome(with(kNow + kClocksApart)) == Outcome::early);
  CHECK(missing(with(kNow + kClocksApart + 1)) == Missing::connect);
  Evidence asked = with(kNow - kDay - 1);
  asked.found = &kNothing;
  CHECK(outcome(asked) == Outcome::fresh);
  const std::vector<Fact> found{connect(kNow - 10)};
  asked.found = &found;
  CHECK(outcome(asked) == Outcome::early);
}

TEST_CASE("all facts are missing where the decision counts them, and only there") {
  Evidence evidence{.hot = hot(Residence::whole, {}, Seen(kNow - 301, kNow - 301))};
  CHECK(missing(evidence) == Missing::all);
  CHECK(outcome(evidence, {.group_domain_level = 1}) == Outcome::reconnect);
  const std::vector<Fact> all{connect(kNow - 301), from_awl("b")};
  evidence.all = &all;
  const Conclusion conclusion = conclude({}, kKeys, evidence, kNow);
  CHECK(conclusion.missing == Missing::nothing);
  REQUIRE(conclusion.decision.changes.size() == 1);
  CHECK(conclusion.decision.changes[0].kind == FactKind::domain_awl);
}

TEST_CASE("what is counted is in the hot store, loaded, or changed before, each fact once") {
  const Rules rules{.group_domain_level = 3};
  const auto kind = [&](const Evidence& evidence) {
    const Conclusion conclusion = conclude(rules, kKeys, evidence, kNow);
    REQUIRE(conclusion.decision.changes.size() == 1);
    return conclusion.decision.changes[0].kind;
  };
  const std::vector<Fact> all{connect(kNow - 301), from_awl("b")};
  const SourceFacts loaded{"192.0.2", {from_awl("b"), from_awl("c", kNow - 60 * kDay)}};
  const std::vector<Fact> changes{from_awl("c")};
  const KnownEntries absent = hot(Residence::absent, {}, Seen(kNow - 301, kNow - 301));
  CHECK(kind({.hot = absent, .all = &all, .loaded = &loaded}) == FactKind::from_awl);
  CHECK(kind({absent, &all, &loaded, nullptr, changes}) == FactKind::domain_awl);
  const std::vector<Fact> found{from_awl("b"), from_awl("c")};
  const KnownEntries large = hot(Residence::large, {}, Seen(kNow - 301, kNow - 301));
  CHECK(kind({.hot = large, .found = &found}) == FactKind::domain_awl);
  CHECK(kind({.hot = large, .found = &loaded.facts, .changes = changes}) == FactKind::domain_awl);
  CHECK(kind({.hot = large, .found = &loaded.facts}) == FactKind::from_awl);
}

TEST_CASE("a mail that two hosts saw first, each at its moment, waits once for the throttle") {
  const Rules rules{.connect_src_throttle = 2};
  const std::vector<Fact> twice{connect(kNow - 20, "b"), connect(kNow - 10, "b")};
  const std::vector<Fact> two{connect(kNow - 20, "b"), connect(kNow - 10, "c")};
  const std::vector<Fact> first{twice[0]};
  const std::vector<Fact> second{twice[1]};
  const KnownEntries whole = hot(Residence::whole);
  const KnownEntries large = hot(Residence::large);
  CHECK(outcome({.hot = large, .found = &twice}, rules) == Outcome::fresh);
  CHECK(outcome({.hot = large, .found = &two}, rules) == Outcome::throttled);
  CHECK(outcome({.hot = whole, .all = &first, .changes = second}, rules) == Outcome::fresh);
  CHECK(outcome({.hot = whole, .all = &two}, rules) == Outcome::throttled);
  const SourceFacts loaded{"192.0.2", second};
  CHECK(outcome({.all = &first, .loaded = &loaded}, rules) == Outcome::fresh);
}

TEST_CASE("an entry seen until it was forgotten counts as absent, one seen later counts") {
  Forgotten forgotten;
  forgotten.add({ForgottenName::Scope::source, "192.0.2"}, kNow - 60);
  const auto with = [&](std::optional<Seen> awl, std::optional<Seen> waiting = {}) {
    return Evidence{.hot = hot(Residence::whole, awl, waiting), .forgotten = {&forgotten, kNow}};
  };
  CHECK(outcome(with(Seen(1, kNow - 60))) == Outcome::fresh);
  CHECK(outcome(with(Seen(1, kNow - 59))) == Outcome::from_awl);
  CHECK(outcome(with({}, Seen(kNow - 59, kNow - 59))) == Outcome::early);
  CHECK(missing({.hot = hot(Residence::absent, Seen(1, kNow - 60)),
                 .forgotten = {&forgotten, kNow}}) == Missing::source);
}

TEST_CASE("a waiting entry that was forgotten may hide one that was not") {
  Forgotten forgotten;
  forgotten.add({ForgottenName::Scope::sender, "ex.com"}, kNow - 400);
  const Rules rules{.group_domain_level = 0};
  Evidence evidence{.hot = hot(Residence::whole, {}, Seen(kNow - 900, kNow - 900)),
                    .forgotten = {&forgotten, kNow}};
  CHECK(missing(evidence) == Missing::connect);
  evidence.found = &kNothing;
  CHECK(outcome(evidence) == Outcome::fresh);
  const std::vector<Fact> later{connect(kNow - 399)};
  evidence.found = &later;
  CHECK(outcome(evidence, rules) == Outcome::reconnect);
  const SourceFacts loaded{"192.0.2", {connect(kNow - 400)}};
  CHECK(missing({.loaded = &loaded, .forgotten = {&forgotten, kNow}}) == Missing::connect);
}

TEST_CASE("what is forgotten is not counted") {
  Forgotten forgotten;
  forgotten.add({ForgottenName::Scope::sender, "ex.com b"}, kNow - 60);
  Evidence evidence{.hot = hot(Residence::whole, {}, Seen(kNow - 301, kNow - 301)),
                    .forgotten = {&forgotten, kNow}};
  const std::vector<Fact> all{connect(kNow - 301), from_awl("b")};
  evidence.all = &all;
  const Conclusion conclusion = conclude({}, kKeys, evidence, kNow);
  REQUIRE(conclusion.decision.changes.size() == 1);
  CHECK(conclusion.decision.changes[0].kind == FactKind::from_awl);
}

}  // namespace greycache::conclusion_test
