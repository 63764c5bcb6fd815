// A set of short texts: a table of hashes, and blocks of records that it points into.
#include "greycache/policy/lists/name_set.h"

#include <algorithm>
#include <cstring>

#include "common/keyed_hash.h"

namespace greycache {

namespace {

// A record is a two-byte length and the text, with room for the link of a chain of released ones.
constexpr std::size_t kHeader = 2;
constexpr std::size_t kLink = 4;
constexpr std::size_t kBlock = 1U << 16;
constexpr std::size_t kMaxBlocks = 1U << 16;
constexpr std::size_t kFirstSlots = 16;

std::size_t record_size(std::size_t length) {
  return kHeader + std::max(length, kLink);
}

}  // namespace

std::uint32_t NameSet::hash_of(std::string_view name) {
  return static_cast<std::uint32_t>(keyed_hash(name));
}

bool NameSet::insert(std::string_view name) {
  if (name.size() > kMaxLength || contains(name)) return false;
  const std::uint32_t record = store(name);
  if (record == 0) return false;
  if ((size_ + 1) * 4 > slots_.size() * 3) grow();
  place({hash_of(name), record});
  ++size_;
  return true;
}

bool NameSet::erase(std::string_view name) {
  const auto slot = find(name);
  if (!slot) return false;
  release(slots_[*slot].record);
  close_gap(*slot);
  --size_;
  return true;
}

std::size_t NameSet::memory() const {
  return sizeof(*this) + slots_.capacity() * sizeof(Slot) + blocks_.size() * kBlock +
         blocks_.capacity() * sizeof(blocks_[0]) + released_.capacity() * sizeof(released_[0]);
}

std::optional<std::size_t> NameSet::find(std::string_view name) const {
  if (size_ == 0 || name.size() > kMaxLength) return std::nullopt;
  const std::uint32_t hash = hash_of(name);
  for (std::size_t slot = home_of({hash, 0}); slots_[slot].record != 0; slot = next(slot)) {
    if (slots_[slot].hash == hash && text_of(slots_[slot].record) == name) return slot;
  }
  return std::nullopt;
}

void NameSet::place(Slot slot) {
  std::size_t free = home_of(slot);
  while (slots_[free].record != 0) free = next(free);
  slots_[free] = slot;
}

void NameSet::grow() {
  std::vector<Slot> old(std::max(kFirstSlots, slots_.size() * 2));
  old.swap(slots_);
  for (const Slot& slot : old) {
    if (slot.record != 0) place(slot);
  }
}

// Linear probing must find no gap between a slot's home and the slot: those behind the gap move up,
// unless their home lies behind it.
void NameSet::close_gap(std::size_t gap) {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t slot = next(gap); slots_[slot].record != 0; slot = next(slot)) {
    const std::size_t from_home = (slot - home_of(slots_[slot])) & mask;
    const std::size_t from_gap = (slot - gap) & mask;
    if (from_home < from_gap) continue;
    slots_[gap] = slots_[slot];
    gap = slot;
  }
  slots_[gap] = {};
}

char* NameSet::at(std::uint32_t record) const {
  return blocks_[record / kBlock].get() + record % kBlock;
}

std::string_view NameSet::text_of(std::uint32_t record) const {
  std::uint16_t length = 0;
  std::memcpy(&length, at(record), kHeader);
  return {at(record) + kHeader, length};
}

std::uint32_t NameSet::store(std::string_view name) {
  const std::uint32_t record = free_record(name.size());
  if (record == 0) return 0;
  const auto length = static_cast<std::uint16_t>(name.size());
  std::memcpy(at(record), &length, kHeader);
  std::copy(name.begin(), name.end(), at(record) + kHeader);
  return record;
}

// A released record of that length, or fresh space; 0 where the set is full.
std::uint32_t NameSet::free_record(std::size_t length) {
  if (length < released_.size() && released_[length] != 0) {
    const std::uint32_t record = released_[length];
    std::memcpy(&released_[length], at(record) + kHeader, kLink);
    return record;
  }
  if (blocks_.empty() || block_used_ + record_size(length) > kBlock) {
    if (blocks_.size() == kMaxBlocks) return 0;
    // Record 0 means none: the first block begins behind it.
    block_used_ = blocks_.empty() ? 1 : 0;
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(kBlock));
  }
  const std::size_t record = (blocks_.size() - 1) * kBlock + block_used_;
  block_used_ += record_size(length);
  return static_cast<std::uint32_t>(record);
}

void NameSet::release(std::uint32_t record) {
  const std::size_t length = text_of(record).size();
  if (length >= released_.size()) released_.resize(length + 1);
  std::memcpy(at(record) + kHeader, &released_[length], kLink);
  released_[length] = record;
}

}  // namespace greycache
