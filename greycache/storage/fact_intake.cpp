// One record of the journal a slice.
#include "greycache/storage/fact_intake.h"

#include <algorithm>

namespace greycache {

// While a store is away the journal takes a part of what it may for it, and mail has the rest.
bool FactIntake::has_room() const {
  return persistent_.tail.waiting() < kMostWaiting && *under_way_ < kMostUnderWay &&
         journal_.size() < journal_.most_bytes() / 4;
}

StoreResult<FactIntake::Taken> FactIntake::take(std::vector<Fact> facts) {
  if (journal_.state() != SteadyJournal::State::disk) {
    return tl::make_unexpected(StoreError{StoreError::Kind::read_only,
                                          "the journal's disk takes nothing (greyctl stats)"});
  }
  const Instant at = instant_();
  const Cutoffs cutoffs = at.cutoffs();
  const std::size_t given = facts.size();
  std::erase_if(facts, [&](const Fact& fact) { return expired(fact, cutoffs); });
  const Taken taken{facts.size(), given - facts.size()};
  if (facts.empty()) return taken;
  for (Fact& fact : facts) bring_back(fact, cutoffs);
  facts = merged_by_moment(std::move(facts));
  const auto sequence = journal_.append(facts);
  if (!sequence) return tl::make_unexpected(sequence.error());
  ++*under_way_;
  hot_.merge(facts, *sequence, at, [under_way = under_way_] { --*under_way; });
  persistent_.writer.appended(*sequence, std::move(facts));
  return taken;
}

}  // namespace greycache
