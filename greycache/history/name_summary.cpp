// Bloom filters as bytes.
#include "greycache/history/name_summary.h"

#include <cstring>
#include <utility>

#include "common/filter_block.h"

namespace greycache {

namespace {

constexpr std::size_t kNamesInBlock = 42;
constexpr std::size_t kBlockBytes = sizeof(FilterBlock);
// Places for the names of some thousand rows: to put them into more, time and again, would be a
// third of all work.
constexpr unsigned kFirstBits = 16;

constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15U;

std::uint64_t word_at(const char* bytes, std::size_t size) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, size);
  return word;
}

// As MurmurHash3 ends.
std::uint64_t mixed(std::uint64_t hash) {
  hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccdU;
  hash = (hash ^ hash >> 33) * 0xc4ceb9fe1a85ec53U;
  return hash ^ hash >> 33;
}

// A fourth of what SipHash takes, for nine names a row; who could see through it would make a
// search slower. Files hold what comes of it, never 0.
std::uint64_t hash_of(std::uint64_t salt, std::string_view name) {
  std::uint64_t hash = salt ^ name.size() * kOdd;
  const auto take = [&hash](std::uint64_t word) {
    hash = (hash ^ word) * kOdd;
    hash ^= hash >> 32;
  };
  const char* at = name.data();
  const char* const end = at + name.size();
  for (; end - at > 8; at += 8) take(word_at(at, 8));
  if (name.size() >= 8) {
    take(word_at(end - 8, 8));
  } else {
    take(word_at(at, name.size()));
  }
  return mixed(hash) | 1;
}

}  // namespace

NamesToSum::NamesToSum(std::uint64_t salt)
    : salt_(salt), bits_(kFirstBits), hashes_(std::size_t{1} << bits_) {}

void NamesToSum::add(std::string_view name) {
  if (name.empty()) return;
  if (size_ * 2 >= hashes_.size()) grow();
  put(hash_of(salt_, name));
}

// Places are in the order of hashes, as the filter's blocks are.
void NamesToSum::put(std::uint64_t hash) {
  std::size_t place = hash >> (64 - bits_);
  while (hashes_[place] != 0) {
    if (hashes_[place] == hash) return;
    place = (place + 1) & (hashes_.size() - 1);
  }
  hashes_[place] = hash;
  ++size_;
}

void NamesToSum::grow() {
  const auto old = std::exchange(hashes_, std::vector<std::uint64_t>(hashes_.size() * 2));
  ++bits_;
  size_ = 0;
  for (const std::uint64_t hash : old) {
    if (hash != 0) put(hash);
  }
}

std::string NamesToSum::sum() const {
  std::vector<FilterBlock> blocks(size_ / kNamesInBlock + 1);
  for (const std::uint64_t hash : hashes_) {
    if (hash == 0) continue;
    add_to_block(blocks[filter_block_of(hash, blocks.size())], hash);
  }
  std::string bytes(blocks.size() * kBlockBytes, '\0');
  std::memcpy(bytes.data(), blocks.data(), bytes.size());
  return bytes;
}

bool NameSummary::may_have(std::string_view name) const {
  if (bytes_.empty() || bytes_.size() % kBlockBytes != 0) return true;
  const std::uint64_t hash = hash_of(salt_, name);
  FilterBlock block;
  const std::size_t place = filter_block_of(hash, bytes_.size() / kBlockBytes);
  std::memcpy(block.data(), bytes_.data() + place * kBlockBytes, kBlockBytes);
  return block_may_hold(block, hash);
}

}  // namespace greycache
