// Bloom filters as bytes.
#include "greycache/history/name_summary.h"

#include <algorithm>
#include <cstring>

#include "common/filter_block.h"
#include "common/keyed_hash.h"

namespace greycache {

namespace {

constexpr std::size_t kNamesInBlock = 42;
constexpr std::size_t kBlockBytes = sizeof(FilterBlock);

std::uint64_t hash_of(std::uint64_t salt, std::string_view name) {
  return siphash({salt, ~salt}, name);
}

}  // namespace

void NamesToSum::add(std::string_view name) {
  if (!name.empty()) hashes_.push_back(hash_of(salt_, name));
}

std::string NamesToSum::sum() {
  std::sort(hashes_.begin(), hashes_.end());
  hashes_.erase(std::unique(hashes_.begin(), hashes_.end()), hashes_.end());
  std::vector<FilterBlock> blocks(hashes_.size() / kNamesInBlock + 1);
  for (const std::uint64_t hash : hashes_) {
    add_bits(blocks[filter_block_of(hash, blocks.size())], filter_bits_of(hash));
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
  return has_bits(block, filter_bits_of(hash));
}

}  // namespace greycache
