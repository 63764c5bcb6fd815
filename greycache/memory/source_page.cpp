// The packing of a source's entries.
#include "greycache/memory/source_page.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <new>

namespace greycache {

namespace {

bool hash_before(const SourcePage::Entry& entry, std::uint64_t hash) {
  return entry.hash < hash;
}

// malloc(3) gives blocks of 16 n + 8 bytes; what it would waste is used.
std::size_t whole_block(std::size_t bytes) {
  return (bytes + 7) / 16 * 16 + 8;
}

}  // namespace

std::unique_ptr<std::byte[]> SourcePage::make_block(std::size_t capacity, std::string_view src) {
  auto block = std::make_unique_for_overwrite<std::byte[]>(capacity);
  const auto src_length = static_cast<std::uint32_t>(src.size());
  new (block.get()) Header{static_cast<std::uint32_t>(capacity), 0, src_length, src_length};
  std::memcpy(block.get() + capacity - src.size(), src.data(), src.size());
  return block;
}

SourcePage::SourcePage(std::string_view src)
    : block_(make_block(whole_block(sizeof(Header) + src.size()), src)) {
  assert(src.size() <= kMaxNames);
}

SourcePage::Header& SourcePage::header() const {
  return *reinterpret_cast<Header*>(block_.get());
}

SourcePage::Entry* SourcePage::first() const {
  return reinterpret_cast<Entry*>(block_.get() + sizeof(Header));
}

std::string_view SourcePage::src() const {
  const std::size_t length = header().src_length;
  return {reinterpret_cast<const char*>(block_.get()) + header().capacity - length, length};
}

std::span<SourcePage::Entry> SourcePage::entries() {
  return {first(), header().entries};
}

std::span<const SourcePage::Entry> SourcePage::entries() const {
  return {first(), header().entries};
}

std::string_view SourcePage::names(const Entry& entry) const {
  const auto* end = reinterpret_cast<const char*>(block_.get()) + header().capacity;
  return {end - entry.names_from_end, entry.names_length};
}

std::size_t SourcePage::bytes() const {
  return header().capacity;
}

std::size_t SourcePage::room() const {
  const Header& head = header();
  return head.capacity - sizeof(Header) - head.entries * sizeof(Entry) - head.names;
}

bool SourcePage::has_room(std::size_t names_length) const {
  return room() >= sizeof(Entry) + names_length;
}

SourcePage::Entry* SourcePage::find(std::uint64_t hash, std::string_view wanted) {
  Entry* const end = first() + header().entries;
  Entry* entry = std::lower_bound(first(), end, hash, hash_before);
  for (; entry != end && entry->hash == hash; ++entry) {
    if (names(*entry) == wanted) return entry;
  }
  return nullptr;
}

void SourcePage::append_names(Entry& entry, std::string_view names) {
  Header& head = header();
  head.names += static_cast<std::uint32_t>(names.size());
  entry.names_from_end = head.names;
  entry.names_length = static_cast<std::uint16_t>(names.size());
  std::memcpy(block_.get() + head.capacity - head.names, names.data(), names.size());
}

void SourcePage::insert(const Entry& entry, std::string_view names) {
  assert(names.size() <= kMaxNames);
  if (!has_room(names.size())) {
    // An eighth more than needed keeps the copying of a growing source linear in its entries.
    reserve(1 + header().entries / 8, names.size() + header().names / 8);
  }
  Entry* const end = first() + header().entries;
  Entry* const place = std::lower_bound(first(), end, entry.hash, hash_before);
  std::move_backward(place, end, end + 1);
  *place = entry;
  append_names(*place, names);
  ++header().entries;
}

void SourcePage::reserve(std::size_t entries, std::size_t names_length) {
  const std::size_t wanted = entries * sizeof(Entry) + names_length;
  if (room() >= wanted) return;
  const Header old = header();
  const std::size_t used = old.capacity - room();
  auto block = make_block(whole_block(used + wanted), src());
  auto& head = *reinterpret_cast<Header*>(block.get());
  head.entries = old.entries;
  head.names = old.names;
  std::memcpy(block.get() + sizeof(Header), first(), old.entries * sizeof(Entry));
  std::memcpy(block.get() + head.capacity - old.names, block_.get() + old.capacity - old.names,
              old.names);
  block_ = std::move(block);
}

void SourcePage::keep(const std::vector<bool>& kept) {
  const std::span<const Entry> old = entries();
  assert(kept.size() == old.size());
  std::size_t used = sizeof(Header) + header().src_length;
  for (std::size_t i = 0; i < old.size(); ++i) {
    if (kept[i]) used += sizeof(Entry) + old[i].names_length;
  }
  SourcePage packed;
  packed.block_ = make_block(whole_block(used), src());
  Entry* place = packed.first();
  for (std::size_t i = 0; i < old.size(); ++i) {
    if (!kept[i]) continue;
    *place = old[i];
    packed.append_names(*place, names(old[i]));
    ++place;
    ++packed.header().entries;
  }
  block_ = std::move(packed.block_);
}

}  // namespace greycache
