// Shows the order of the decision and its boundaries in time.
#include "greycache/policy/decide.h"

#include <doctest/doctest.h>

namespace greycache::decide_test {

namespace {

constexpr UnixTime kNow = 1'760'000'000;
constexpr UnixTime kDay = 86'400;
const Keys kKeys{"192.0.2", "a+x", "ex.com", "a", "r@dst.org"};

Fact connect(UnixTime first_seen) {
  return {FactKind::connect, "192.0.2", "a+x", "ex.com", "r@dst.org", first_seen, first_seen};
}

Fact from_awl(UnixTime last_seen) {
  return {FactKind::from_awl, "192.0.2", "a", "ex.com", {}, kNow - 90 * kDay, last_seen};
}

Fact domain_awl(UnixTime last_seen) {
  return {FactKind::domain_awl, "192.0.2", {}, "ex.com", {}, kNow - 90 * kDay, last_seen};
}

KnownEntries waiting(UnixTime first_seen) {
  KnownEntries known;
  known.connect = connect(first_seen);
  return known;
}

// As default, without the domain AWL, so that no tally is asked for.
Rules no_grouping() {
  Rules rules;
  rules.group_domain_level = 0;
  return rules;
}

Outcome outcome_at_age(UnixTime age) {
  return decide(no_grouping(), kKeys, waiting(kNow - age), kNow).outcome;
}

}  // namespace

TEST_CASE("a first attempt is remembered") {
  const Decision decision = decide({}, kKeys, {}, kNow);
  CHECK(decision.outcome == Outcome::fresh);
  CHECK_FALSE(decision.needs_tally);
  CHECK(decision.changes == std::vector<Fact>{connect(kNow)});
}

TEST_CASE("a retry is early up to and at reconnect_delay, then passes") {
  CHECK(outcome_at_age(0) == Outcome::early);
  CHECK(outcome_at_age(299) == Outcome::early);
  CHECK(outcome_at_age(300) == Outcome::early);
  CHECK(outcome_at_age(301) == Outcome::reconnect);
}

TEST_CASE("a retry passes up to and at max_connect_age, then is new") {
  CHECK(outcome_at_age(kDay) == Outcome::reconnect);
  CHECK(outcome_at_age(kDay + 1) == Outcome::fresh);
  const Decision decision = decide(no_grouping(), kKeys, waiting(kNow - kDay - 1), kNow);
  CHECK(decision.changes == std::vector<Fact>{connect(kNow)});
}

TEST_CASE("an early retry changes nothing") {
  CHECK(decide(no_grouping(), kKeys, waiting(kNow - 10), kNow).changes.empty());
}

TEST_CASE("without a delay the same second is early and the next passes") {
  Rules rules = no_grouping();
  rules.reconnect_delay = 0;
  CHECK(decide(rules, kKeys, waiting(kNow), kNow).outcome == Outcome::early);
  CHECK(decide(rules, kKeys, waiting(kNow - 1), kNow).outcome == Outcome::reconnect);
}

TEST_CASE("with max_connect_age 0 no retry ever passes") {
  Rules rules = no_grouping();
  rules.max_connect_age = 0;
  CHECK(decide(rules, kKeys, waiting(kNow - 301), kNow).outcome == Outcome::fresh);
}

TEST_CASE("a reconnect tells its delay and whitelists the sender's normalised name") {
  const Decision decision = decide(no_grouping(), kKeys, waiting(kNow - 301), kNow);
  CHECK(decision.delay == 301);
  REQUIRE(decision.changes.size() == 1);
  const Fact expected{FactKind::from_awl, "192.0.2", "a", "ex.com", {}, kNow - 301, kNow};
  CHECK(decision.changes[0] == expected);
}

TEST_CASE("an entry from the future counts as seen now and is set right") {
  const Decision decision = decide(no_grouping(), kKeys, waiting(kNow + 5000), kNow);
  CHECK(decision.outcome == Outcome::early);
  CHECK(decision.changes == std::vector<Fact>{connect(kNow)});
}

TEST_CASE("auto-whitelist entries hold until they are exactly awl_age old") {
  KnownEntries known;
  known.from_awl = from_awl(kNow - 60 * kDay + 1);
  CHECK(decide({}, kKeys, known, kNow).outcome == Outcome::from_awl);
  known.from_awl = from_awl(kNow - 60 * kDay);
  CHECK(decide({}, kKeys, known, kNow).outcome == Outcome::fresh);
  known.domain_awl = domain_awl(kNow - 60 * kDay + 1);
  CHECK(decide({}, kKeys, known, kNow).outcome == Outcome::domain_awl);
  known.domain_awl = domain_awl(kNow - 60 * kDay);
  CHECK(decide({}, kKeys, known, kNow).outcome == Outcome::fresh);
}

TEST_CASE("the domain is looked at before the sender, both before what waits") {
  KnownEntries known = waiting(kNow - 301);
  known.from_awl = from_awl(kNow - kDay);
  CHECK(decide({}, kKeys, known, kNow).outcome == Outcome::from_awl);
  known.domain_awl = domain_awl(kNow - kDay);
  const Decision decision = decide({}, kKeys, known, kNow);
  CHECK(decision.outcome == Outcome::domain_awl);
  CHECK(decision.changes == std::vector<Fact>{domain_awl(kNow)});
}

TEST_CASE("a hit is written once the entry is awl_refresh old") {
  KnownEntries known;
  known.from_awl = from_awl(kNow - 3599);
  CHECK(decide({}, kKeys, known, kNow).changes.empty());
  known.from_awl = from_awl(kNow - 3600);
  CHECK(decide({}, kKeys, known, kNow).changes == std::vector<Fact>{from_awl(kNow)});
}

TEST_CASE("with awl_refresh 0 every hit is written") {
  Rules rules;
  rules.awl_refresh = 0;
  KnownEntries known;
  known.from_awl = from_awl(kNow);
  CHECK(decide(rules, kKeys, known, kNow).changes == std::vector<Fact>{from_awl(kNow)});
}

TEST_CASE("an entry last seen in the future hits and is never set back") {
  KnownEntries known;
  known.domain_awl = domain_awl(kNow + 5000);
  CHECK(decide({}, kKeys, known, kNow).outcome == Outcome::domain_awl);
  CHECK(decide({}, kKeys, known, kNow).changes.empty());
}

TEST_CASE("with awl_age 0 no entry holds") {
  Rules rules;
  rules.awl_age = 0;
  KnownEntries known;
  known.from_awl = from_awl(kNow);
  CHECK(decide(rules, kKeys, known, kNow).outcome == Outcome::fresh);
}

TEST_CASE("grouping into the domain AWL asks for the tally first") {
  const Decision decision = decide({}, kKeys, waiting(kNow - 301), kNow);
  CHECK(decision.needs_tally);
  CHECK(decision.changes.empty());
}

TEST_CASE("a domain is whitelisted when its sender completes the level") {
  Rules rules;
  rules.group_domain_level = 3;
  const KnownEntries known = waiting(kNow - 301);
  Tally tally;
  tally.from_awl_of_domain = 1;
  tally.first_from_awl_of_domain = kNow - 5 * kDay;
  CHECK(decide(rules, kKeys, known, kNow, tally).changes.at(0).kind == FactKind::from_awl);
  tally.from_awl_of_domain = 2;
  const Decision decision = decide(rules, kKeys, known, kNow, tally);
  CHECK(decision.outcome == Outcome::reconnect);
  REQUIRE(decision.changes.size() == 1);
  const Fact expected{FactKind::domain_awl, "192.0.2", {}, "ex.com", {}, kNow - 5 * kDay, kNow};
  CHECK(decision.changes[0] == expected);
}

TEST_CASE("at level 1 the first sender whitelists its domain at once") {
  Rules rules;
  rules.group_domain_level = 1;
  const Decision decision = decide(rules, kKeys, waiting(kNow - 301), kNow);
  CHECK_FALSE(decision.needs_tally);
  REQUIRE(decision.changes.size() == 1);
  const Fact expected{FactKind::domain_awl, "192.0.2", {}, "ex.com", {}, kNow - 301, kNow};
  CHECK(decision.changes[0] == expected);
}

TEST_CASE("a made entry is merged with an expired one that lingers") {
  KnownEntries known = waiting(kNow - 301);
  known.from_awl = from_awl(kNow - 61 * kDay);
  CHECK(decide(no_grouping(), kKeys, known, kNow).changes == std::vector<Fact>{from_awl(kNow)});
}

TEST_CASE("the throttle asks for the tally for new entries only") {
  Rules rules = no_grouping();
  rules.connect_src_throttle = 2;
  CHECK(decide(rules, kKeys, {}, kNow).needs_tally);
  CHECK_FALSE(decide(rules, kKeys, waiting(kNow - 10), kNow).needs_tally);
  CHECK_FALSE(decide(rules, kKeys, waiting(kNow - 301), kNow).needs_tally);
}

TEST_CASE("too many waiting entries throttle a source that has not proven itself") {
  Rules rules = no_grouping();
  rules.connect_src_throttle = 2;
  const auto outcome = [&](Tally tally) { return decide(rules, kKeys, {}, kNow, tally).outcome; };
  CHECK(outcome({.connect = 1}) == Outcome::fresh);
  CHECK(outcome({.connect = 2}) == Outcome::throttled);
  CHECK(outcome({.connect = 2, .from_awl = 1}) == Outcome::throttled);
  CHECK(outcome({.connect = 2, .from_awl = 2}) == Outcome::fresh);
  CHECK(outcome({.connect = 9, .domain_awl = 1}) == Outcome::fresh);
}

TEST_CASE("a throttled attempt is not remembered") {
  Rules rules = no_grouping();
  rules.connect_src_throttle = 2;
  CHECK(decide(rules, kKeys, {}, kNow, Tally{.connect = 2}).changes.empty());
}

}  // namespace greycache::decide_test
