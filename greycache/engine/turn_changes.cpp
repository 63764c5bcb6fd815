// A table of chains of changes, one chain a source.
#include "greycache/engine/turn_changes.h"

#include <algorithm>
#include <bit>
#include <string_view>
#include <utility>

#include "common/keyed_hash.h"

namespace greycache {

namespace {

constexpr std::size_t kFirstSlots = 64;

}  // namespace

// The slot of the source's chain, or the free one where it belongs.
std::size_t TurnChanges::slot_of(std::string_view src) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = keyed_hash(src) & mask;
  while (slots_[slot] != 0 && facts_[chains_[slots_[slot] - 1].first].src != src) {
    slot = (slot + 1) & mask;
  }
  return slot;
}

void TurnChanges::add(const Fact& fact) {
  if (slots_.size() < 2 * (chains_.size() + 1)) grow();
  const std::size_t index = facts_.size();
  facts_.push_back(fact);
  next_.push_back(kNone);
  std::size_t& slot = slots_[slot_of(fact.src)];
  if (slot == 0) {
    chains_.push_back({index, index});
    slot = chains_.size();
    return;
  }
  Chain& chain = chains_[slot - 1];
  next_[chain.last] = index;
  chain.last = index;
}

std::size_t TurnChanges::first_of(std::string_view src) const {
  if (facts_.empty()) return kNone;
  const std::size_t slot = slots_[slot_of(src)];
  return slot == 0 ? kNone : chains_[slot - 1].first;
}

void TurnChanges::grow() {
  slots_.assign(std::max(kFirstSlots, 2 * slots_.size()), 0);
  for (std::size_t i = 0; i < chains_.size(); ++i) {
    slots_[slot_of(facts_[chains_[i].first].src)] = i + 1;
  }
}

std::vector<Fact> TurnChanges::take() {
  // As large as this turn needed: the next one is like it.
  slots_.assign(std::max(kFirstSlots, std::bit_ceil(2 * chains_.size() + 2)), 0);
  next_.clear();
  chains_.clear();
  return merged(std::exchange(facts_, {}));
}

}  // namespace greycache
