// What is known of one request.
#include "greycache/engine/gathering.h"

#include <utility>
#include <vector>

#include "greycache/policy/excerpt.h"

namespace greycache {

namespace {

// Clocks of hosts that differ by more are wrong.
constexpr UnixTime kClockSlack = 3600;

void pick(std::optional<Seen>& into, const Fact& fact) {
  if (into) {
    merge_into(fact.kind, *into, fact);
  } else {
    into = fact;
  }
}

// Puts a fact of the request's source where decide() looks for it. Merged with an expired connect,
// which counts as absent, a younger one would be hidden.
void pick_known(KnownEntries& known, const Keys& keys, const Fact& fact, const Cutoffs& cutoffs) {
  if (fact.sender_domain != keys.sender_domain) return;
  if (fact.kind == FactKind::domain_awl) {
    pick(known.domain_awl, fact);
  } else if (fact.kind == FactKind::from_awl && fact.sender_name == keys.awl_name) {
    pick(known.from_awl, fact);
  } else if (fact.kind == FactKind::connect && fact.sender_name == keys.sender_name &&
             fact.rcpt == keys.rcpt && !expired(fact, cutoffs)) {
    pick(known.connect, fact);
  }
}

bool passes_by_awl(const KnownEntries& known, const Cutoffs& cutoffs) {
  return (known.domain_awl && !expired(FactKind::domain_awl, *known.domain_awl, cutoffs)) ||
         (known.from_awl && !expired(FactKind::from_awl, *known.from_awl, cutoffs));
}

Residence residence_for(const Pending& pending, const KnownEntries& found) {
  if (found.residence != Residence::absent || !pending.loaded) return found.residence;
  return pending.loaded->whole ? Residence::whole : Residence::large;
}

// By an excerpt of `all`, which tells the same, and by the turn's changes; each fact once.
Tally count(std::vector<Fact> all, const Pending& pending, const TurnChanges& changes,
            const Rules& rules, UnixTime now) {
  const Cutoffs cutoffs = cutoffs_at(rules, now);
  ExcerptFilter excerpt(pending.keys(), excerpt_for(rules));
  std::erase_if(all,
                [&](const Fact& fact) { return expired(fact, cutoffs) || !excerpt.takes(fact); });
  for (std::size_t index = changes.first_of(pending.keys().src); index != TurnChanges::kNone;
       index = changes.next_of(index)) {
    all.push_back(changes[index]);
  }
  return tally_of(merged(std::move(all)), pending.keys(), rules, now);
}

}  // namespace

Missing gather_known(Pending& pending, const KnownEntries& found, const TurnChanges& changes,
                     const Rules& rules, UnixTime now) {
  const Cutoffs cutoffs = cutoffs_at(rules, now);
  const Keys& keys = pending.keys();
  KnownEntries& known = pending.known;
  known = found;
  pending.tally.reset();
  const bool over = known.connect && expired(FactKind::connect, *known.connect, cutoffs);
  // Of a connect the hot store holds one moment. Where that one says nothing here, because it is
  // over, or of a clock that is wrong, another may count that another host has seen.
  const bool unsure = over || (known.connect && known.connect->first_seen > now + kClockSlack);
  if (over) known.connect.reset();
  const bool whole = found.whole();
  if (pending.loaded && !whole) {
    // Loaded, and not (or not wholly) in the hot store: both know a part.
    for (const Fact& fact : pending.loaded->facts) pick_known(known, keys, fact, cutoffs);
  }
  for (const Fact& fact : pending.found) pick_known(known, keys, fact, cutoffs);
  for (std::size_t index = changes.first_of(keys.src); index != TurnChanges::kNone;
       index = changes.next_of(index)) {
    pick_known(known, keys, changes[index], cutoffs);
  }
  if (passes_by_awl(known, cutoffs)) return Missing::nothing;
  const Residence residence = residence_for(pending, found);
  if (residence == Residence::absent) return Missing::source;
  const bool large = residence == Residence::large;
  if ((large || unsure) && !pending.asked) {
    pending.large = large;
    return Missing::answer;
  }
  if (large) {
    pending.tally = count(pending.found, pending, changes, rules, now);
  } else if (pending.whole) {
    std::vector<Fact> all = std::exchange(pending.all, {});
    if (!whole) {
      all.insert(all.end(), pending.loaded->facts.begin(), pending.loaded->facts.end());
    }
    pending.tally = count(std::move(all), pending, changes, rules, now);
  }
  return Missing::nothing;
}

}  // namespace greycache
