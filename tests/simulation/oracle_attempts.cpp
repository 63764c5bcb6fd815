// First attempts that everybody must know, and how one moment of a mail may hide another.
#include <algorithm>
#include <utility>
#include <vector>

#include "tests/simulation/oracle.h"

namespace greycache::simulation {

// Whatever else is known besides: what the host must know lets the mail pass.
void Oracle::check_not_forgotten(const DecidedRequest& decided, const View& view,
                                 const Side& side) {
  if (passes(decided.outcome)) return;
  const bool forgets_attempts =
      decided.outcome == Outcome::fresh || decided.outcome == Outcome::throttled;
  for (const Fact& fact : side.part.facts) {
    if (!is_named(fact, *side.keys)) continue;
    if (fact.kind != FactKind::connect) {
      if (side.counts == Side::Counts::waiting) continue;
      return complain(decided, view, "forgot who is known");
    }
    if (side.counts == Side::Counts::waiting && returned_before(side, fact)) continue;
    const UnixTime age = view.now - fact.first_seen;
    if (forgets_attempts) return complain(decided, view, "forgot a first attempt");
    if (age > view.rules.reconnect_delay + kRounding && !waits_as_youngest(decided, view, side)) {
      return complain(decided, view, "forgot how old a first attempt is");
    }
  }
}

// Then the first attempt may have come back already.
bool Oracle::has_passed_since(const Side& side, const Fact& connect) {
  return std::ranges::any_of(side.part.all, [&](const Fact& fact) {
    return fact.kind == FactKind::from_awl && is_named(fact, *side.keys) &&
           fact.last_seen > connect.first_seen - kRounding;
  });
}

// In bad standing what came back before is no return; nobody sees that of a mail that passed in
// doubt. Merged, an older moment counts, since which the sender may have passed, though whoever saw
// the younger one did not know of it.
bool Oracle::returned_before(const Side& side, const Fact& connect) const {
  if (unsure_.contains(connect.src) || has_passed_since(side, connect)) return true;
  const auto& of_source = facts_.at(connect.src);
  const Known& younger = of_source.at(key_of(connect));
  return std::ranges::any_of(side.part.all, [&](const Fact& older) {
    if (!same_fact(older, connect) || older.first_seen >= connect.first_seen) return false;
    // Seen later, by a clock that is behind, or was set back.
    const bool came_later = of_source.at(key_of(older)).sources.front().acknowledged >
                            younger.sources.front().acknowledged;
    return (came_later || younger.first_anew) && has_passed_since(side, older);
  });
}

// Whether an older moment of the mail is not, or no longer, known to the host for sure.
bool Oracle::is_first_anew(const Fact& connect, const View& view, UnixTime true_now) const {
  const Cutoffs alive = surely_alive(true_now);
  return std::ranges::any_of(facts_.at(connect.src), [&](const auto& other) {
    const Fact older = fact_of(other.first, other.second.seen);
    return same_fact(older, connect) && older.first_seen < connect.first_seen &&
           (expired(older, alive) || !due(older, other.second, view));
  });
}

// Of one mail that two hosts saw first Redis holds the older moment. Once that is over the younger
// one is asked for by who names it, and counted by nobody.
bool Oracle::waits_hidden(const DecidedRequest& decided, const View& view,
                          const Sides& sides) const {
  if (decided.outcome != Outcome::fresh) return false;
  Sides held = sides;
  for (Fact& fact : held.front().part.facts) {
    if (fact.kind != FactKind::connect) continue;
    const UnixTime since = fact.first_seen - extremes_.longest.connect;
    for (const auto& [key, known] : facts_.at(fact.src)) {
      const Fact other = fact_of(key, known.seen);
      if (same_fact(other, fact) && other.first_seen >= since) merge_into(fact, other);
    }
  }
  return expected(held, view.rules, view.now) == Outcome::fresh;
}

// Two hosts that see a mail first at once do not know of each other: it waits from the moment that
// Redis took last, which is later by what their clocks are apart.
bool Oracle::waits_as_youngest(const DecidedRequest& decided, const View& view,
                               const Side& side) const {
  const auto source = facts_.find(side.keys->src);
  const bool waits = decided.outcome == Outcome::early || decided.outcome == Outcome::correspondent;
  if (!waits || source == facts_.end()) return false;
  std::vector<std::pair<Time, UnixTime>> moments;  // when acknowledged, and by that host's clock
  for (const auto& [key, known] : source->second) {
    const Fact fact = fact_of(key, known.seen);
    const bool named = fact.kind == FactKind::connect && is_named(fact, *side.keys);
    if (named) moments.emplace_back(known.sources.front().acknowledged, fact.first_seen);
  }
  return std::ranges::any_of(moments, [&](const auto& younger) {
    const auto at_once = [&](const auto& other) {
      return std::chrono::abs(younger.first - other.first) < kOnTheWay &&
             other.second < younger.second;
    };
    return view.now - younger.second <= view.rules.reconnect_delay + kRounding &&
           std::ranges::any_of(moments, at_once);
  });
}

}  // namespace greycache::simulation
