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
  return opinion.decision != nullptr && is_awl_hit(opinion.decision->outcome);
}

// Whether the sender was let pass since the first attempt that is known, by an entry that counts
// but for the standing.
bool passed_since(const KnownEntries& known, const Cutoffs& cutoffs) {
  return known.from_awl && !expired(FactKind::from_awl, *known.from_awl, cutoffs) &&
         known.from_awl->last_seen > known.connect->first_seen;
}

// Where nobody is known by a unit, what came back before is no return each time.
bool came_back(const Opinion& opinion, const Cutoffs& cutoffs) {
  return says(opinion, Outcome::reconnect) && !passed_since(opinion.known, cutoffs);
}

// Whether its return will be seen there, in whatever standing.
bool waits_in(const Opinion& unit, const Cutoffs& cutoffs) {
  return says(unit, Outcome::fresh) ||
         (says(unit, Outcome::early) && !passed_since(unit.known, cutoffs));
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
bool unit_decides(const Opinion& unit, const Opinion& narrow, const Cutoffs& cutoffs) {
  if (hits(unit)) return true;
  if (hits(narrow)) return false;
  // Of two the one that knows the mail longer.
  const auto wins = [&](bool unit_says, bool narrow_says) {
    return unit_says &&
           (!narrow_says || unit.known.connect->first_seen <= narrow.known.connect->first_seen);
  };
  const bool to_unit = came_back(unit, cutoffs);
  const bool to_narrow = came_back(narrow, cutoffs);
  if (to_unit || to_narrow) return wins(to_unit, to_narrow);
  return wins(says(unit, Outcome::early), says(narrow, Outcome::early));
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
std::vector<Fact> changes_of(const Opinion& own, const Opinion& other, bool passed,
                             const Cutoffs& cutoffs, UnixTime now) {
  if (hits(own) || came_back(own, cutoffs)) return own.decision->changes;
  if (passed) {
    return {passed_on(FactKind::from_awl, own, {other.known.connect->first_seen, now})};
  }
  return says(own, Outcome::reconnect) ? std::vector<Fact>() : own.decision->changes;
}

// One waiting entry is enough, and the unit's serves a return from wherever. The throttle counts
// those of the narrow source.
bool waits_in_narrow(const Rules& rules, const Opinion& unit, const Cutoffs& cutoffs) {
  return rules.connect_src_throttle > 0 || !waits_in(unit, cutoffs);
}

Standing standing_of(const Opinion& unit, bool passed, bool throttled, const Cutoffs& cutoffs) {
  if (came_back(unit, cutoffs)) return Standing::came_back;
  // Its first attempt counts, and the unit has the sender from now on.
  if (says(unit, Outcome::early) && passed) return Standing::came_back;
  if (says(unit, Outcome::fresh) && !passed && !throttled) return Standing::first_attempt;
  return Standing::nothing;
}

}  // namespace

bool is_awl_hit(Outcome outcome) {
  return outcome == Outcome::domain_awl || outcome == Outcome::from_awl;
}

bool begins_to_wait(Outcome outcome) {
  return outcome == Outcome::fresh || outcome == Outcome::throttled;
}

Rules unit_rules(Rules rules, bool good_standing) {
  rules.connect_src_throttle = 0;
  if (!good_standing) rules.awl_age = rules.group_domain_level = 0;
  return rules;
}

std::optional<Fact> lent_connect(const Rules& rules, const Opinion& unit, const Keys& narrow,
                                 UnixTime now) {
  if (!came_back(unit, cutoffs_at(rules, now))) return std::nullopt;
  const UnixTime first = unit.known.connect->first_seen;
  return Fact{FactKind::connect,
              narrow.src,
              narrow.sender_name,
              narrow.sender_domain,
              narrow.rcpt,
              first,
              first};
}

Combination combine(const Rules& rules, const Opinion& unit, const Opinion& narrow, UnixTime now) {
  const Cutoffs cutoffs = cutoffs_at(rules, now);
  Combination combined;
  combined.by_unit = unit_decides(unit, narrow, cutoffs);
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
    if (passed || waits_in_narrow(rules, unit, cutoffs))
      changes = changes_of(narrow, unit, passed, cutoffs, now);
    if (!throttled || !says(unit, Outcome::fresh))
      of_unit = changes_of(unit, narrow, passed, cutoffs, now);
    combined.standing = standing_of(unit, passed, throttled, cutoffs);
  }
  append(changes, of_unit);
  return combined;
}

bool lets_pass(const Rules& rules, const Opinion& unit, const Opinion& narrow, UnixTime now) {
  const Cutoffs cutoffs = cutoffs_at(rules, now);
  return hits(unit) || hits(narrow) || came_back(unit, cutoffs) || came_back(narrow, cutoffs);
}

}  // namespace greycache
