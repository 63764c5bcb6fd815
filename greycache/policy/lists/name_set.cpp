// A set of short texts: a table of hashes, and blocks of records that it points into.
#include "greycache/policy/lists/name_set.h"

#include <algorithm>
#include <cstring>

#include "common/keyed_hash.h"

namespace greycache {

namespace {

// A record is a two-byte length and the text.
constexpr std::size_t kHeader = 2;
constexpr std::size_t kBlock = 1U << 16;
constexpr std::size_t kMaxBlocks = 1U << 16;
constexpr std::size_t kFirstSlots = 16;

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

std::size_t NameSet::memory() const {
  return sizeof(*this) + slots_.capacity() * sizeof(Slot) + blocks_.size() * kBlock +
         blocks_.capacity() * sizeof(blocks_[0]);
}

bool NameSet::contains(std::string_view name) const {
  if (size_ == 0) return false;
  const std::uint32_t hash = hash_of(name);
  for (std::size_t slot = home_of({hash, 0}); slots_[slot].record != 0; slot = next(slot)) {
    if (slots_[slot].hash == hash && text_of(slots_[slot].record) == name) return true;
  }
  return false;
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

char* NameSet::at(std::uint32_t record) const {
  return blocks_[record / kBlock].get() + record % kBlock;
}

std::string_view NameSet::text_of(std::uint32_t record) const {
  std::uint16_t length = 0;
  std::memcpy(&length, at(record), kHeader);
  return {at(record) + kHeader, length};
}

// 0 where the set is full.
std::uint32_t NameSet::store(std::string_view name) {
  if (blocks_.empty() || block_used_ + kHeader + name.size() > kBlock) {
    if (blocks_.size() == kMaxBlocks) return 0;
    // Record 0 means none: the first block begins behind it.
    block_used_ = blocks_.empty() ? 1 : 0;
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(kBlock));
  }
  const auto record = static_cast<std::uint32_t>((blocks_.size() - 1) * kBlock + block_used_);
  const auto length = static_cast<std::uint16_t>(name.size());
  std::memcpy(at(record), &length, kHeader);
  std::copy(name.begin(), name.end(), at(record) + kHeader);
  block_used_ += kHeader + name.size();
  return record;
}

}  // namespace greycache
