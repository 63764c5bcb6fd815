// Shows what becomes of a mail by what unit and narrow source say, and what each remembers of it.
#include "greycache/policy/organisation/combination.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace greycache::combination_test {

namespace {

constexpr UnixTime kNow = 1'800'000'000;
const Keys kNarrow{"192.0.2", "a+1", "em7.shop.example", "a", "r@dst.example"};
const Keys kUnit{"outlook.com@shop.example", "a+1", "shop.example", "a", "r@dst.example"};

Rules rules() {
  Rules rules;
  rules.group_domain_level = 0;
  return rules;
}

KnownEntries nothing() {
  KnownEntries known;
  known.residence = Residence::whole;
  return known;
}
KnownEntries waits_for(UnixTime seconds) {
  KnownEntries known = nothing();
  known.connect = Seen(kNow - seconds, kNow - seconds);
  return known;
}
KnownEntries sender_known(UnixTime first, UnixTime last) {
  KnownEntries known = nothing();
  known.from_awl = Seen(kNow - first, kNow - last);
  return known;
}
KnownEntries domain_known(UnixTime first, UnixTime last) {
  KnownEntries known = nothing();
  known.domain_awl = Seen(kNow - first, kNow - last);
  return known;
}

// The two sources asked about one mail, each with its own decision.
struct Case {
  KnownEntries unit;
  KnownEntries narrow;
  bool good = true;
  std::optional<Decision> narrow_says{};  // instead of what it would decide
  bool unit_unknown = false;
  bool narrow_unknown = false;

  Combination combined() const {
    const Decision unit_decision = decide(unit_rules(rules(), good), kUnit, unit, kNow, Tally{});
    const Decision narrow_decision =
        narrow_says ? *narrow_says : decide(rules(), kNarrow, narrow, kNow, Tally{});
    return combine(rules(), {&kUnit, unit, unit_unknown ? nullptr : &unit_decision},
                   {&kNarrow, narrow, narrow_unknown ? nullptr : &narrow_decision}, kNow);
  }
};

std::vector<Fact> of(const Combination& combined, const Keys& keys) {
  std::vector<Fact> facts;
  std::ranges::copy_if(combined.decision.changes, std::back_inserter(facts),
                       [&](const Fact& fact) { return fact.src == keys.src; });
  return facts;
}

Fact connect(const Keys& keys) {
  return {FactKind::connect, keys.src, keys.sender_name, keys.sender_domain, keys.rcpt, kNow, kNow};
}
Fact sender_entry(const Keys& keys, UnixTime first) {
  return {FactKind::from_awl, keys.src, keys.awl_name, keys.sender_domain, "", kNow - first, kNow};
}
Fact domain_entry(const Keys& keys, UnixTime first) {
  return {FactKind::domain_awl, keys.src, "", keys.sender_domain, "", kNow - first, kNow};
}

using Facts = std::vector<Fact>;

Decision throttled() {
  Decision decision;
  decision.outcome = Outcome::throttled;
  return decision;
}

}  // namespace

TEST_CASE("a unit is decided without the throttle, and in bad standing by no AWL entry") {
  Rules rules;
  rules.connect_src_throttle = 5;
  CHECK(unit_rules(rules, true).group_domain_level == rules.group_domain_level);
  CHECK(unit_rules(rules, true).connect_src_throttle == 0);
  CHECK(unit_rules(rules, true).awl_age == rules.awl_age);
  CHECK(unit_rules(rules, false).awl_age == 0);
  CHECK(unit_rules(rules, false).group_domain_level == 0);
  CHECK(unit_rules(rules, false).connect_src_throttle == 0);
}

TEST_CASE("a mail that neither knows is new, waits in the unit, and is a first attempt") {
  for (const bool good : {true, false}) {
    const auto combined = Case{nothing(), nothing(), good}.combined();
    CHECK(combined.decision.outcome == Outcome::fresh);
    CHECK(combined.decision.changes == Facts{connect(kUnit)});
    CHECK(combined.standing == Standing::first_attempt);
    CHECK_FALSE(combined.by_unit);
    CHECK_FALSE(combined.other_seen.has_value());
  }
}

TEST_CASE("a mail that came back from another network passes by the unit, and is known there too") {
  for (const bool good : {true, false}) {
    const auto combined = Case{waits_for(600), nothing(), good}.combined();
    CHECK(combined.decision.outcome == Outcome::reconnect);
    CHECK(combined.decision.delay == 600);
    CHECK(combined.by_unit);
    CHECK(combined.standing == Standing::came_back);
    CHECK(combined.decision.changes == Facts{sender_entry(kNarrow, 600), sender_entry(kUnit, 600)});
  }
}

TEST_CASE("in bad standing a first attempt since which its sender passed has come back already") {
  KnownEntries unit = waits_for(600);
  unit.from_awl = Seen(kNow - 9000, kNow - 600);
  auto combined = Case{unit, nothing(), false}.combined();
  CHECK(combined.decision.outcome == Outcome::reconnect);
  CHECK(combined.decision.changes == Facts{sender_entry(kNarrow, 600), sender_entry(kUnit, 9000)});
  unit.from_awl = Seen(kNow - 9000, kNow - 599);
  combined = Case{unit, nothing(), false}.combined();
  CHECK(combined.decision.outcome == Outcome::fresh);
  CHECK_FALSE(combined.by_unit);
  CHECK(combined.decision.changes == Facts{connect(kNarrow)});
  CHECK(combined.standing == Standing::nothing);
  combined = Case{unit, waits_for(400), false}.combined();
  CHECK(combined.decision.outcome == Outcome::reconnect);
  CHECK(combined.decision.delay == 400);
  CHECK(combined.standing == Standing::nothing);
}

TEST_CASE("a first attempt that outlives its sender's entry counts again, as in a narrow source") {
  KnownEntries unit = waits_for(600);
  Rules short_lived = rules();
  short_lived.awl_age = 100;
  unit.from_awl = Seen(kNow - 500, kNow - 100);
  const KnownEntries known = nothing();
  for (const bool good : {true, false}) {
    const Decision of_unit = decide(unit_rules(short_lived, good), kUnit, unit, kNow, Tally{});
    const Decision narrow = decide(short_lived, kNarrow, known, kNow, Tally{});
    CHECK(combine(short_lived, {&kUnit, unit, &of_unit}, {&kNarrow, known, &narrow}, kNow)
              .decision.outcome == Outcome::reconnect);
  }
}

TEST_CASE("who waited in a network before there were units passes, and counts as neither") {
  for (const bool good : {true, false}) {
    const auto combined = Case{nothing(), waits_for(600), good}.combined();
    CHECK(combined.decision.outcome == Outcome::reconnect);
    CHECK(combined.decision.delay == 600);
    CHECK_FALSE(combined.by_unit);
    CHECK(combined.standing == Standing::nothing);
    CHECK(combined.decision.changes == Facts{sender_entry(kNarrow, 600), sender_entry(kUnit, 600)});
  }
}

TEST_CASE("of two that came back the longer wait is told, and each keeps its own") {
  auto combined = Case{waits_for(900), waits_for(600)}.combined();
  CHECK(combined.by_unit);
  CHECK(combined.decision.delay == 900);
  CHECK(combined.decision.changes == Facts{sender_entry(kNarrow, 600), sender_entry(kUnit, 900)});
  combined = Case{waits_for(600), waits_for(900)}.combined();
  CHECK_FALSE(combined.by_unit);
  CHECK(combined.decision.delay == 900);
  combined = Case{waits_for(900), waits_for(600), false}.combined();
  CHECK(combined.decision.delay == 900);
  CHECK(combined.standing == Standing::came_back);
}

TEST_CASE("a retry is early where the unit's first attempt is as old as reconnect_delay") {
  CHECK(Case{waits_for(300), nothing()}.combined().decision.outcome == Outcome::early);
  CHECK(Case{waits_for(301), nothing()}.combined().decision.outcome == Outcome::reconnect);
}

TEST_CASE("an early retry from another network waits on from its first attempt") {
  for (const bool good : {true, false}) {
    const auto combined = Case{waits_for(100), nothing(), good}.combined();
    CHECK(combined.decision.outcome == Outcome::early);
    CHECK(combined.by_unit);
    CHECK(combined.decision.changes.empty());
    CHECK(combined.standing == Standing::nothing);
  }
}

TEST_CASE("of two early ones the older first attempt is told") {
  CHECK(Case{waits_for(200), waits_for(100)}.combined().by_unit);
  CHECK_FALSE(Case{waits_for(100), waits_for(200)}.combined().by_unit);
  CHECK(Case{waits_for(100), waits_for(100)}.combined().by_unit);
}

TEST_CASE("one that is early for the unit passes where its network saw it long ago") {
  for (const bool good : {true, false}) {
    const auto combined = Case{waits_for(100), waits_for(600), good}.combined();
    CHECK(combined.decision.outcome == Outcome::reconnect);
    CHECK(combined.standing == Standing::came_back);
    CHECK(of(combined, kUnit) == Facts{sender_entry(kUnit, 600)});
  }
}

TEST_CASE("a sender that the unit knows passes, and its network learns it") {
  const auto combined = Case{sender_known(9000, 60), nothing()}.combined();
  CHECK(combined.decision.outcome == Outcome::from_awl);
  CHECK(combined.by_unit);
  CHECK(combined.decision.changes == Facts{sender_entry(kNarrow, 9000)});
  CHECK(combined.other_seen == kNow);
  CHECK(combined.standing == Standing::nothing);
}

TEST_CASE("so does a domain, as a domain") {
  const auto combined = Case{domain_known(9000, 60), nothing()}.combined();
  CHECK(combined.decision.outcome == Outcome::domain_awl);
  CHECK(combined.decision.changes == Facts{domain_entry(kNarrow, 9000)});
}

TEST_CASE("in bad standing what the unit knows does not count") {
  for (const auto& known : {sender_known(9000, 60), domain_known(9000, 60)}) {
    const auto combined = Case{known, nothing(), false}.combined();
    CHECK(combined.decision.outcome == Outcome::fresh);
    CHECK(combined.decision.changes == Facts{connect(kUnit)});
    CHECK(combined.standing == Standing::first_attempt);
  }
}

TEST_CASE("a sender that its network knows passes in either standing, and the unit learns it") {
  for (const bool good : {true, false}) {
    const auto combined = Case{nothing(), sender_known(9000, 60), good}.combined();
    CHECK(combined.decision.outcome == Outcome::from_awl);
    CHECK_FALSE(combined.by_unit);
    CHECK(combined.decision.changes == Facts{sender_entry(kUnit, 9000)});
  }
}

TEST_CASE("an AWL entry comes before a return") {
  const auto combined = Case{waits_for(600), sender_known(9000, 60)}.combined();
  CHECK(combined.decision.outcome == Outcome::from_awl);
  CHECK_FALSE(combined.by_unit);
  CHECK(of(combined, kUnit) == Facts{sender_entry(kUnit, 9000)});
  const auto other = Case{domain_known(9000, 60), waits_for(600)}.combined();
  CHECK(other.decision.outcome == Outcome::domain_awl);
  CHECK(other.by_unit);
}

TEST_CASE("where both know the sender each is renewed when it is due") {
  const UnixTime refresh = rules().awl_refresh;
  auto combined = Case{sender_known(9000, refresh - 1), sender_known(8000, refresh - 1)}.combined();
  CHECK(combined.by_unit);
  CHECK(combined.decision.changes.empty());
  CHECK(combined.other_seen.has_value());
  combined = Case{sender_known(9000, refresh - 1), sender_known(8000, refresh)}.combined();
  CHECK(combined.decision.changes == Facts{sender_entry(kNarrow, 8000)});
  combined = Case{sender_known(9000, refresh), domain_known(8000, refresh)}.combined();
  CHECK(combined.decision.changes == Facts{domain_entry(kNarrow, 8000), sender_entry(kUnit, 9000)});
}

TEST_CASE("an entry of the other source that cannot be judged yet is renewed when it is due") {
  const UnixTime refresh = rules().awl_refresh;
  auto combined = Case{.unit = sender_known(9000, 60),
                       .narrow = sender_known(8000, refresh - 1),
                       .narrow_unknown = true}
                      .combined();
  CHECK(combined.decision.changes.empty());
  CHECK(combined.other_seen == kNow - refresh + 1);
  combined = Case{.unit = sender_known(9000, 60),
                  .narrow = sender_known(9900, refresh),
                  .narrow_unknown = true}
                 .combined();
  CHECK(combined.decision.changes == Facts{sender_entry(kNarrow, 9900)});
  combined =
      Case{.unit = nothing(), .narrow = domain_known(9000, 60), .unit_unknown = true}.combined();
  CHECK(combined.decision.changes == Facts{domain_entry(kUnit, 9000)});
}

TEST_CASE("an entry that has expired is no entry") {
  const UnixTime age = rules().awl_age;
  CHECK(Case{sender_known(age, age), nothing()}.combined().decision.outcome == Outcome::fresh);
  const auto combined = Case{sender_known(age, age - 1), nothing()}.combined();
  CHECK(combined.decision.outcome == Outcome::from_awl);
  // It lingers in the other source, and what takes its place has its beginning.
  const auto merged = Case{sender_known(60, 60), sender_known(2 * age, age)}.combined();
  CHECK(of(merged, kNarrow) == Facts{sender_entry(kNarrow, 2 * age)});
}

TEST_CASE("a network may be decided by what came back to the unit, and by nothing else") {
  const auto lent = [](const KnownEntries& known, bool good) {
    const Decision decision = decide(unit_rules(rules(), good), kUnit, known, kNow, Tally{});
    return lent_connect(rules(), {&kUnit, known, &decision}, kNarrow, kNow);
  };
  Fact first = connect(kNarrow);
  first.first_seen = first.last_seen = kNow - 600;
  CHECK(lent(waits_for(600), true) == first);
  CHECK(lent(waits_for(600), false) == first);
  CHECK_FALSE(lent(waits_for(100), true).has_value());
  CHECK_FALSE(lent(nothing(), true).has_value());
  CHECK_FALSE(lent(sender_known(9000, 60), true).has_value());
}

TEST_CASE("where the throttle counts them first attempts wait in both") {
  Rules throttling = rules();
  throttling.connect_src_throttle = 5;
  const KnownEntries known = nothing();
  const Decision unit = decide(unit_rules(throttling, true), kUnit, known, kNow, Tally{});
  const Decision narrow = decide(throttling, kNarrow, known, kNow, Tally{});
  const auto combined =
      combine(throttling, {&kUnit, known, &unit}, {&kNarrow, known, &narrow}, kNow);
  CHECK(combined.decision.changes == Facts{connect(kNarrow), connect(kUnit)});
}

TEST_CASE(
    "an early retry of who passed since waits in its network, since it has come back already") {
  KnownEntries unit = waits_for(100);
  unit.from_awl = Seen(kNow - 9000, kNow - 50);
  const auto combined = Case{unit, nothing(), false}.combined();
  CHECK(combined.decision.outcome == Outcome::early);
  CHECK(combined.decision.changes == Facts{connect(kNarrow)});
}

TEST_CASE("what is throttled leaves nothing behind") {
  for (const bool good : {true, false}) {
    const auto combined = Case{nothing(), nothing(), good, throttled()}.combined();
    CHECK(combined.decision.outcome == Outcome::throttled);
    CHECK(combined.decision.changes.empty());
    CHECK(combined.standing == Standing::nothing);
  }
}

TEST_CASE("a network that is throttled does not hold up what waits for the unit") {
  for (const bool good : {true, false}) {
    auto combined = Case{waits_for(600), nothing(), good, throttled()}.combined();
    CHECK(combined.decision.outcome == Outcome::reconnect);
    CHECK(combined.decision.changes == Facts{sender_entry(kNarrow, 600), sender_entry(kUnit, 600)});
    combined = Case{waits_for(100), nothing(), good, throttled()}.combined();
    CHECK(combined.decision.outcome == Outcome::early);
    CHECK(combined.decision.changes.empty());
  }
}

TEST_CASE("whether a mail passes can be told before what comes of it, in every state of both") {
  KnownEntries passed_since = waits_for(600);
  passed_since.from_awl = Seen(kNow - 500, kNow - 500);
  KnownEntries before = waits_for(600);
  before.from_awl = Seen(kNow - 700, kNow - 700);
  const std::array states{nothing(),
                          waits_for(100),
                          waits_for(600),
                          passed_since,
                          before,
                          sender_known(9000, 60),
                          domain_known(9000, 60),
                          sender_known(9000, rules().awl_age)};
  for (const KnownEntries& unit : states) {
    for (const KnownEntries& narrow : states) {
      for (const bool good : {true, false}) {
        const Decision of_unit = decide(unit_rules(rules(), good), kUnit, unit, kNow, Tally{});
        const Decision of_narrow = decide(rules(), kNarrow, narrow, kNow, Tally{});
        const Opinion by_unit{&kUnit, unit, &of_unit};
        const Opinion by_narrow{&kNarrow, narrow, &of_narrow};
        const Combination combined = combine(rules(), by_unit, by_narrow, kNow);
        CHECK(lets_pass(rules(), by_unit, by_narrow, kNow) == passes(combined.decision.outcome));
      }
    }
  }
}

TEST_CASE("what is known is that of the source that decides") {
  CHECK(Case{waits_for(600), nothing()}.combined().known.connect.has_value());
  CHECK_FALSE(Case{nothing(), nothing()}.combined().known.connect.has_value());
}

}  // namespace greycache::combination_test
