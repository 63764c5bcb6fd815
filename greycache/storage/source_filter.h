// A compact set of sources that says "certainly not in it", or "perhaps".
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "common/filter_block.h"
#include "common/keyed_hash.h"

namespace greycache {

// A split block Bloom filter (common/filter_block.h) with 32 bits a source, so that of a hundred
// thousand strangers two or three are taken for known: whoever is passes in doubt while the store
// is away. It grows by layers, each twice as large as the one before, so that nobody must know how
// many sources will come.
class SourceFilter {
 public:
  static std::uint64_t hash(std::string_view src) { return keyed_hash(src); }

  // False when kMost are in: nothing is added then, and the filter of no use any more.
  bool add(std::uint64_t hash);
  bool may_hold(std::uint64_t hash) const;
  // Different sources added, about.
  std::size_t size() const { return size_; }

  static constexpr std::size_t kMost = std::size_t{1} << 26;  // 256 MB

 private:
  struct Layer {
    std::vector<FilterBlock> blocks;
    std::size_t room = 0;
  };

  std::vector<Layer> layers_;
  std::size_t size_ = 0;
};

}  // namespace greycache
