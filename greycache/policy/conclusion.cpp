// The decision, and what stands in its way.
#include "greycache/policy/conclusion.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "greycache/policy/correspondent.h"
#include "greycache/policy/excerpt.h"
#include "greycache/policy/forgotten_entries.h"

namespace greycache {

namespace {

bool passes_by_awl(const KnownEntries& known, const Cutoffs& cutoffs) {
  return (known.domain_awl && !expired(FactKind::domain_awl, *known.domain_awl, cutoffs)) ||
         (known.from_awl && !expired(FactKind::from_awl, *known.from_awl, cutoffs)) ||
         passes_as_correspondent(known, cutoffs);
}

// Of a connect the hot store holds one moment. Where that one says nothing here, because it is over
// or of a clock that is wrong, another may count that another host has seen.
bool may_hide_another(const std::optional<Seen>& connect, const Cutoffs& cutoffs, UnixTime now) {
  return connect && (expired(FactKind::connect, *connect, cutoffs) ||
                     connect->first_seen > now + kClocksApart);
}

// So may one that is forgotten, wherever it is found.
bool forgotten_hides_another(const Evidence& evidence, const Keys& keys) {
  if (evidence.forgotten.names == nullptr) return false;
  const UnixTime from = connects_count_from(evidence.forgotten, keys);
  if (evidence.hot.connect && evidence.hot.connect->first_seen < from) return true;
  if (evidence.loaded == nullptr) return false;
  return std::ranges::any_of(evidence.loaded->facts, [&](const Fact& fact) {
    return fact.kind == FactKind::connect && fact.first_seen < from && is_named(fact, keys);
  });
}

Missing missing_before(const Evidence& evidence, const Keys& keys, const KnownEntries& known,
                       const Cutoffs& cutoffs, UnixTime now) {
  if (passes_by_awl(known, cutoffs)) return Missing::nothing;
  if (known.residence == Residence::absent) return Missing::source;
  if (evidence.found != nullptr) return Missing::nothing;
  if (known.residence == Residence::large) return Missing::entries;
  const bool hides = may_hide_another(evidence.hot.connect, cutoffs, now) ||
                     forgotten_hides_another(evidence, keys);
  return hides ? Missing::connect : Missing::nothing;
}

// By an excerpt, which tells the same and bounds what is counted; each fact once.
std::optional<Tally> count(const Rules& rules, const Keys& keys, const Evidence& evidence,
                           Residence residence, const Cutoffs& cutoffs) {
  std::vector<Fact> counted;
  ExcerptFilter excerpt(keys, excerpt_for(rules));
  const auto take = [&](std::span<const Fact> facts) {
    for (const Fact& fact : facts) {
      if (expired(fact, cutoffs) || is_forgotten(evidence.forgotten, fact)) continue;
      if (excerpt.takes(fact)) counted.push_back(fact);
    }
  };
  if (residence == Residence::large) {
    take(*evidence.found);
  } else if (evidence.all != nullptr) {
    take(*evidence.all);
    if (!evidence.hot.whole()) take(evidence.loaded->facts);
  } else {
    return std::nullopt;
  }
  std::ranges::copy_if(evidence.changes, std::back_inserter(counted), [&](const Fact& fact) {
    return !expired(fact, cutoffs) && !is_forgotten(evidence.forgotten, fact);
  });
  return tally_of(merged(std::move(counted)), keys, rules, cutoffs);
}

}  // namespace

Conclusion conclude(const Rules& rules, const Keys& keys, const Evidence& evidence, UnixTime now) {
  const Cutoffs cutoffs = cutoffs_at(rules, now);
  Conclusion conclusion;
  conclusion.known = make_known(evidence, keys, cutoffs);
  conclusion.missing = missing_before(evidence, keys, conclusion.known, cutoffs, now);
  if (conclusion.missing != Missing::nothing) return conclusion;
  conclusion.decision = decide(rules, keys, conclusion.known, now);
  if (!conclusion.decision.needs_tally) return conclusion;
  const auto tally = count(rules, keys, evidence, conclusion.known.residence, cutoffs);
  if (tally) {
    conclusion.decision = decide(rules, keys, conclusion.known, now, tally);
  } else {
    conclusion.missing = Missing::all;
  }
  return conclusion;
}

Conclusion conclude_correspondent(const Rules& rules, const Keys& keys, const Evidence& evidence,
                                  UnixTime now) {
  const Cutoffs cutoffs = cutoffs_at(rules, now);
  Conclusion conclusion;
  conclusion.known = make_known(evidence, keys, cutoffs);
  conclusion.missing = missing_before(evidence, keys, conclusion.known, cutoffs, now);
  conclusion.decision.outcome =
      passes_as_correspondent(conclusion.known, cutoffs) ? Outcome::correspondent : Outcome::fresh;
  return conclusion;
}

}  // namespace greycache
