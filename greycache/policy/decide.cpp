// SQLgrey's order of checks, on facts that are never deleted.
#include "greycache/policy/decide.h"

#include <algorithm>

namespace greycache {

namespace {

// Seconds since `then`; what lies in the future (a clock that was set back) counts as just now.
UnixTime age_of(UnixTime then, UnixTime now) {
  return std::max<UnixTime>(now - then, 0);
}

Decision hit(Outcome outcome, const Fact& entry, const Rules& rules, UnixTime now) {
  Decision decision;
  decision.outcome = outcome;
  if (age_of(entry.last_seen, now) >= rules.awl_refresh) {
    decision.changes.push_back(entry);
    decision.changes.back().last_seen = std::max(entry.last_seen, now);
  }
  return decision;
}

Decision early(const Fact& connect, UnixTime now) {
  Decision decision;
  decision.outcome = Outcome::early;
  if (connect.first_seen > now) {
    // Otherwise the entry would stay early until the clock has caught up.
    decision.changes.push_back(connect);
    decision.changes.back().first_seen = decision.changes.back().last_seen = now;
  }
  return decision;
}

Decision undecided() {
  Decision decision;
  decision.needs_tally = true;
  return decision;
}

// Entry made or, where an expired one lingers, merged with it.
Fact awl_entry(const Fact& made, const std::optional<Fact>& known) {
  Fact entry = made;
  if (known) merge_into(entry, *known);
  return entry;
}

bool reaches_domain_level(const Rules& rules, const Tally& tally) {
  return rules.group_domain_level > 0 && tally.from_awl_of_domain + 1 >= rules.group_domain_level;
}

Decision reconnect(const Rules& rules, const Keys& keys, const Known& known, UnixTime now) {
  // At level 1 one sender is enough, whatever else is known.
  if (rules.group_domain_level > 1 && !known.tally) return undecided();
  const Tally tally = known.tally.value_or(Tally{});
  const Fact& connect = *known.connect;
  Decision decision;
  decision.outcome = Outcome::reconnect;
  decision.delay = age_of(connect.first_seen, now);
  if (reaches_domain_level(rules, tally)) {
    const UnixTime first =
        tally.from_awl_of_domain > 0 ? tally.first_from_awl_of_domain : connect.first_seen;
    const Fact entry{FactKind::domain_awl, keys.src, {}, keys.sender_domain, {}, first, now};
    decision.changes.push_back(awl_entry(entry, known.domain_awl));
  } else {
    const Fact entry{FactKind::from_awl, keys.src, keys.awl_name, keys.sender_domain, {},
                     connect.first_seen, now};
    decision.changes.push_back(awl_entry(entry, known.from_awl));
  }
  return decision;
}

bool must_throttle(const Rules& rules, const Tally& tally) {
  return tally.connect >= rules.connect_src_throttle && tally.domain_awl < 1 &&
         tally.from_awl < rules.connect_src_throttle;
}

bool waits_more_than_it_passes(const Tally& tally) {
  return tally.connect > tally.from_awl + tally.domain_awl;
}

Decision first_attempt(const Rules& rules, const Keys& keys, const Known& known, UnixTime now) {
  const bool throttles = rules.connect_src_throttle > 0;
  if ((throttles || known.crowded) && !known.tally) return undecided();
  Decision decision;
  if ((throttles && must_throttle(rules, *known.tally)) ||
      (known.crowded && waits_more_than_it_passes(*known.tally))) {
    decision.outcome = Outcome::throttled;
    return decision;
  }
  decision.outcome = Outcome::fresh;
  // Not merged with an expired connect: that one counts as absent.
  decision.changes.push_back(
      {FactKind::connect, keys.src, keys.sender_name, keys.sender_domain, keys.rcpt, now, now});
  return decision;
}

}  // namespace

Cutoffs cutoffs_at(const Rules& rules, UnixTime now) {
  return {now - rules.max_connect_age, now - rules.awl_age, now + kFutureAllowed};
}

Decision decide(const Rules& rules, const Keys& keys, const Known& known, UnixTime now) {
  const Cutoffs cutoffs = cutoffs_at(rules, now);
  if (known.domain_awl && !expired(*known.domain_awl, cutoffs)) {
    return hit(Outcome::domain_awl, *known.domain_awl, rules, now);
  }
  if (known.from_awl && !expired(*known.from_awl, cutoffs)) {
    return hit(Outcome::from_awl, *known.from_awl, rules, now);
  }
  if (known.connect && !expired(*known.connect, cutoffs)) {
    const bool too_soon = age_of(known.connect->first_seen, now) <= rules.reconnect_delay;
    return too_soon ? early(*known.connect, now) : reconnect(rules, keys, known, now);
  }
  return first_attempt(rules, keys, known, now);
}

}  // namespace greycache
