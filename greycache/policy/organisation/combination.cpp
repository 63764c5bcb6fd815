// Two decisions made one.
#include "greycache/policy/organisation/combination.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace greycache {

namespace {

bool says(const Opinion& opinion, Outcome outcome) {
  return opinion.decision != nullptr && opinion.decision->outcome == outcome;
}

bool hits(const Opinion& opinion) {
  return passes_by(opinion, true);
}

void append(std::vector<Fact>& into, const std::vector<Fact>& changes) {
  into.insert(into.end(), changes.begin(), changes.end());
}

// An AWL entry for the names of `keys`.
Fact awl_entry(FactKind kind, const Keys& keys, const Seen& seen) {
  const bool domain = kind == FactKind::domain_awl;
  return {kind,
          keys.src,
          domain ? std::string() : keys.awl_name,
          keys.sender_domain,
          {},
          seen.first_seen,
          seen.last_seen};
}

// Merged with what is known to be there, since it takes its place.
Fact passed_on(FactKind kind, const Opinion& to, Seen seen) {
  KnownEntries known = to.known;
  if (const auto& there = known.of(kind)) merge_into(kind, seen, *there);
  return awl_entry(kind, *to.keys, seen);
}

// The view that the outcome is taken from.
bool unit_decides(bool good_standing, const Opinion& unit, const Opinion& narrow) {
  if (!good_standing) return false;
  if (hits(unit)) return true;
  if (hits(narrow)) return false;
  const auto wins = [&](Outcome outcome) {
    if (!says(unit, outcome)) return false;
    // Of two the one that knows the mail longer.
    return !says(narrow, outcome) ||
           unit.known.connect->first_seen < narrow.known.connect->first_seen;
  };
  if (says(unit, Outcome::reconnect) || says(narrow, Outcome::reconnect)) {
    return wins(Outcome::reconnect);
  }
  return wins(Outcome::early);
}

// What the other source learns of a mail that passed by an AWL entry of the first.
void pass_hit_on(Combination& into, const Rules& rules, const Opinion& from, const Opinion& to,
                 UnixTime now, std::vector<Fact>& changes) {
  if (hits(to)) {
    append(changes, to.decision->changes);
    into.other_seen = now;
    return;
  }
  const bool domain = from.decision->outcome == Outcome::domain_awl;
  const FactKind kind = domain ? FactKind::domain_awl : FactKind::from_awl;
  KnownEntries known = to.known;
  const std::optional<Seen>& there = known.of(kind);
  if (there && now - there->last_seen < rules.awl_refresh &&
      !expired(kind, *there, cutoffs_at(rules, now))) {
    into.other_seen = there->last_seen;
    return;
  }
  KnownEntries hit = from.known;
  changes.push_back(passed_on(kind, to, {hit.of(kind)->first_seen, now}));
  into.other_seen = now;
}

// What one source remembers; `passed` of a mail that came back.
std::vector<Fact> changes_of(const Opinion& own, const Opinion& other, bool passed, UnixTime now) {
  if (own.decision == nullptr) return {};
  if (!passed || hits(own) || says(own, Outcome::reconnect)) return own.decision->changes;
  return {passed_on(FactKind::from_awl, own, {other.known.connect->first_seen, now})};
}

Standing standing_of(const Opinion& unit, bool passed, bool throttled) {
  if (says(unit, Outcome::reconnect)) return Standing::came_back;
  // Its first attempt counts, and the unit has the sender from now on.
  if (says(unit, Outcome::early) && passed) return Standing::came_back;
  if (says(unit, Outcome::fresh) && !passed && !throttled) return Standing::first_attempt;
  return Standing::nothing;
}

}  // namespace

bool is_awl_hit(Outcome outcome) {
  return outcome == Outcome::domain_awl || outcome == Outcome::from_awl;
}

Rules unit_rules(Rules rules) {
  rules.connect_src_throttle = 0;
  return rules;
}

Combination combine(const Rules& rules, bool good_standing, const Opinion& unit,
                    const Opinion& narrow, UnixTime now) {
  Combination combined;
  combined.by_unit = unit_decides(good_standing, unit, narrow);
  const Opinion& first = combined.by_unit ? unit : narrow;
  const Opinion& other = combined.by_unit ? narrow : unit;
  combined.known = first.known;
  combined.decision.outcome = first.decision->outcome;
  combined.decision.delay = first.decision->delay;
  std::vector<Fact> of_unit;
  std::vector<Fact>& changes = combined.decision.changes;
  if (hits(first)) {
    append(combined.by_unit ? of_unit : changes, first.decision->changes);
    pass_hit_on(combined, rules, first, other, now, combined.by_unit ? changes : of_unit);
  } else {
    const bool passed = passes(first.decision->outcome);
    const bool throttled = first.decision->outcome == Outcome::throttled;
    changes = changes_of(narrow, unit, passed, now);
    if (!throttled || !says(unit, Outcome::fresh)) of_unit = changes_of(unit, narrow, passed, now);
    combined.standing = standing_of(unit, passed, throttled);
  }
  append(changes, of_unit);
  return combined;
}

}  // namespace greycache
