// A block of a split block Bloom filter (Putze, Sanders and Singler, 2007): all that a question
// reads is one cache line, in which each member has a bit of each word.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace greycache {

using FilterBlock = std::array<std::uint64_t, 8>;

// Which of the blocks a hash belongs to: its upper half chooses.
inline std::size_t filter_block_of(std::uint64_t hash, std::size_t blocks) {
  return static_cast<std::size_t>(((hash >> 32) * blocks) >> 32);
}

// The bit of a word: the lower half chooses one in each. Files hold these, too.
inline std::uint64_t filter_bit(std::uint64_t hash, std::size_t word) {
  // Odd multipliers of the filter in Apache Parquet's format.
  constexpr std::array<std::uint32_t, 8> kSalts{0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d,
                                                0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31};
  return std::uint64_t{1} << (static_cast<std::uint32_t>(hash) * kSalts[word] >> 26);
}

inline void add_to_block(FilterBlock& block, std::uint64_t hash) {
#pragma GCC unroll 8
  for (std::size_t i = 0; i < block.size(); ++i) block[i] |= filter_bit(hash, i);
}

inline bool block_may_hold(const FilterBlock& block, std::uint64_t hash) {
  for (std::size_t i = 0; i < block.size(); ++i) {
    if ((block[i] & filter_bit(hash, i)) == 0) return false;
  }
  return true;
}

}  // namespace greycache
