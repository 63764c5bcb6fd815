// SQLgrey's order of checks, on facts that are never deleted.
#include "greycache/policy/decide.h"

#include <algorithm>

namespace greycache {

namespace {

// Seconds since `then`; what lies in the future (a clock that was set back) counts as just now.
UnixTime age_of(UnixTime then, UnixTime now) {
  return std::max<UnixTime>(now - then, 0);
}

Fact connect_of(const Keys& keys, UnixTime now) {
  return {FactKind::connect, keys.src, keys.sender_name, keys.sender_domain, keys.rcpt, now, now};
}

Fact from_awl_of(const Keys& keys, const Seen& seen) {
  return {FactKind::from_awl, keys.src,      keys.awl_name, keys.sender_domain, {},
          seen.first_seen,    seen.last_seen};
}

Fact domain_awl_of(const Keys& keys, const Seen& seen) {
  return {FactKind::domain_awl, keys.src,      {}, keys.sender_domain, {},
          seen.first_seen,      seen.last_seen};
}

bool is_due(const Seen& entry, const Rules& rules, UnixTime now) {
  return age_of(entry.last_seen, now) >= rules.awl_refresh;
}

Seen seen_again(const Seen& entry, UnixTime now) {
  return {entry.first_seen, std::max(entry.last_seen, now)};
}

Decision domain_hit(const Rules& rules, const Keys& keys, const Seen& entry, UnixTime now) {
  Decision decision;
  decision.outcome = Outcome::domain_awl;
  if (is_due(entry, rules, now)) {
    decision.changes.push_back(domain_awl_of(keys, seen_again(entry, now)));
  }
  return decision;
}

Decision from_hit(const Rules& rules, const Keys& keys, const Seen& entry, UnixTime now) {
  Decision decision;
  decision.outcome = Outcome::from_awl;
  if (is_due(entry, rules, now)) {
    decision.changes.push_back(from_awl_of(keys, seen_again(entry, now)));
  }
  return decision;
}

Decision early(const Keys& keys, const Seen& connect, UnixTime now) {
  Decision decision;
  decision.outcome = Outcome::early;
  // Otherwise the entry would stay early until the clock has caught up.
  if (connect.first_seen > now) decision.changes.push_back(connect_of(keys, now));
  return decision;
}

Decision undecided() {
  Decision decision;
  decision.needs_tally = true;
  return decision;
}

// The times of an AWL entry that is made or, where an expired one lingers, merged with it.
Seen awl_times(UnixTime first, UnixTime now, const std::optional<Seen>& lingering) {
  Seen seen{first, now};
  if (lingering) merge_into(FactKind::from_awl, seen, *lingering);
  return seen;
}

bool reaches_domain_level(const Rules& rules, const Tally& tally) {
  return rules.group_domain_level > 0 && tally.from_awl_of_domain + 1 >= rules.group_domain_level;
}

Decision reconnect(const Rules& rules, const Keys& keys, const KnownEntries& known, UnixTime now,
                   const std::optional<Tally>& counted) {
  // At level 1 one sender is enough, whatever else is known.
  if (rules.group_domain_level > 1 && !counted) return undecided();
  const Tally tally = counted.value_or(Tally{});
  const Seen& connect = *known.connect;
  Decision decision;
  decision.outcome = Outcome::reconnect;
  decision.delay = age_of(connect.first_seen, now);
  if (reaches_domain_level(rules, tally)) {
    const UnixTime first =
        tally.from_awl_of_domain > 0 ? tally.first_from_awl_of_domain : connect.first_seen;
    decision.changes.push_back(domain_awl_of(keys, awl_times(first, now, known.domain_awl)));
  } else {
    decision.changes.push_back(
        from_awl_of(keys, awl_times(connect.first_seen, now, known.from_awl)));
  }
  return decision;
}

bool must_throttle(const Rules& rules, const Tally& tally) {
  return tally.connect >= rules.connect_src_throttle && tally.domain_awl < 1 &&
         tally.from_awl < rules.connect_src_throttle;
}

Decision first_attempt(const Rules& rules, const Keys& keys, UnixTime now,
                       const std::optional<Tally>& tally) {
  const bool throttles = rules.connect_src_throttle > 0;
  if (throttles && !tally) return undecided();
  Decision decision;
  if (throttles && must_throttle(rules, *tally)) {
    decision.outcome = Outcome::throttled;
    return decision;
  }
  decision.outcome = Outcome::fresh;
  // Not merged with an expired connect: that one counts as absent.
  decision.changes.push_back(connect_of(keys, now));
  return decision;
}

}  // namespace

Decision decide(const Rules& rules, const Keys& keys, const KnownEntries& known, UnixTime now,
                const std::optional<Tally>& tally) {
  const Cutoffs cutoffs = cutoffs_at(rules, now);
  if (known.domain_awl && !expired(FactKind::domain_awl, *known.domain_awl, cutoffs)) {
    return domain_hit(rules, keys, *known.domain_awl, now);
  }
  if (known.from_awl && !expired(FactKind::from_awl, *known.from_awl, cutoffs)) {
    return from_hit(rules, keys, *known.from_awl, now);
  }
  if (known.connect && !expired(FactKind::connect, *known.connect, cutoffs)) {
    const bool too_soon = age_of(known.connect->first_seen, now) <= rules.reconnect_delay;
    return too_soon ? early(keys, *known.connect, now) : reconnect(rules, keys, known, now, tally);
  }
  return first_attempt(rules, keys, now, tally);
}

}  // namespace greycache
