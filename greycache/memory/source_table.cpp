// The table of sources.
#include "greycache/memory/source_table.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <new>

#include "common/keyed_hash.h"

namespace greycache {

SourceTable::SourceTable(std::size_t most) : most_(most), room_(std::min(most, kFew)) {
  assert(most > 0 && most <= std::size_t{1} << 30);
  make_slots();
  sources_.reserve(most + 1);
  sources_.emplace_back();
}

void SourceTable::make_slots() {
  mask_ = std::bit_ceil(2 * room_ + 2) - 1;
  slots_.reset(static_cast<std::uint32_t*>(std::calloc(mask_ + 1, sizeof(std::uint32_t))));
  if (!slots_) throw std::bad_alloc();
}

void SourceTable::make_room() {
  room_ = most_;
  make_slots();
  for (const Source& source : sources_) {
    if (source.page) slots_[slot_of(source.page.src(), source.hash)] = index_of(source);
  }
}

std::uint32_t SourceTable::index_of(const Source& source) const {
  return static_cast<std::uint32_t>(&source - sources_.data());
}

// The slot that holds `src`, or the free one where it belongs.
std::size_t SourceTable::slot_of(std::string_view src, std::uint32_t hash) const {
  std::size_t slot = hash & mask_;
  for (; slots_[slot] != 0; slot = (slot + 1) & mask_) {
    const Source& source = sources_[slots_[slot]];
    if (source.hash == hash && source.page.src() == src) break;
  }
  return slot;
}

Source* SourceTable::find(std::string_view src) {
  const auto hash = static_cast<std::uint32_t>(keyed_hash(src));
  const std::uint32_t index = slots_[slot_of(src, hash)];
  return index == 0 ? nullptr : &sources_[index];
}

Source& SourceTable::get(std::string_view src) {
  const auto hash = static_cast<std::uint32_t>(keyed_hash(src));
  std::size_t slot = slot_of(src, hash);
  if (slots_[slot] != 0) return sources_[slots_[slot]];
  assert(!full());
  if (size_ == room_) {
    make_room();
    slot = slot_of(src, hash);
  }
  std::uint32_t& index = slots_[slot];
  if (free_.empty()) {
    index = static_cast<std::uint32_t>(sources_.size());
    sources_.emplace_back();
  } else {
    index = free_.back();
    free_.pop_back();
  }
  Source& source = sources_[index];
  source.page = SourcePage(src);
  source.hash = hash;
  source.older = source.younger = index;
  source.residence = Residence::absent;
  ++size_;
  touch(source);
  return source;
}

void SourceTable::unlink(Source& source) {
  sources_[source.older].younger = source.younger;
  sources_[source.younger].older = source.older;
}

void SourceTable::touch(Source& source) {
  Source& head = sources_[0];
  const std::uint32_t index = index_of(source);
  if (head.older == index) return;
  unlink(source);
  source.older = head.older;
  source.younger = 0;
  sources_[head.older].younger = index;
  head.older = index;
}

Source* SourceTable::oldest() {
  const std::uint32_t index = sources_[0].younger;
  return index == 0 ? nullptr : &sources_[index];
}

void SourceTable::remove(Source& source) {
  close_gap(slot_of(source.page.src(), source.hash));
  unlink(source);
  source.page = SourcePage();
  free_.push_back(index_of(source));
  --size_;
}

Source* SourceTable::next_in_round() {
  if (++round_ >= sources_.size()) round_ = 1;
  if (round_ >= sources_.size() || !sources_[round_].page) return nullptr;
  return &sources_[round_];
}

// Moves back what was pushed on from the slot that becomes free, so that no marker of a deleted one
// is needed.
void SourceTable::close_gap(std::size_t gap) {
  for (std::size_t slot = (gap + 1) & mask_; slots_[slot] != 0; slot = (slot + 1) & mask_) {
    const std::size_t home = sources_[slots_[slot]].hash & mask_;
    if (((slot - home) & mask_) < ((slot - gap) & mask_)) continue;
    slots_[gap] = slots_[slot];
    gap = slot;
  }
  slots_[gap] = 0;
}

}  // namespace greycache
