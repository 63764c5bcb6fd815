// A compact set of sources, by Bloom filters.
#include "greycache/storage/source_filter.h"

namespace greycache {

namespace {

constexpr std::size_t kFirstLayer = std::size_t{1} << 16;  // sources
constexpr std::size_t kSourcesInBlock = 16;

using Block = std::array<std::uint64_t, 8>;

// The upper half of the hash chooses the block, the lower half a bit in each of its words.
std::size_t block_of(std::uint64_t hash, std::size_t blocks) {
  return static_cast<std::size_t>(((hash >> 32) * blocks) >> 32);
}

Block bits_of(std::uint64_t hash) {
  // Odd multipliers of the filter in Apache Parquet's format.
  constexpr std::array<std::uint32_t, 8> kSalts{0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d,
                                                0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31};
  Block bits{};
  for (std::size_t i = 0; i < bits.size(); ++i) {
    bits[i] = std::uint64_t{1} << (static_cast<std::uint32_t>(hash) * kSalts[i] >> 26);
  }
  return bits;
}

bool holds(const Block& block, const Block& bits) {
  for (std::size_t i = 0; i < bits.size(); ++i) {
    if ((block[i] & bits[i]) == 0) return false;
  }
  return true;
}

}  // namespace

bool SourceFilter::may_hold(std::uint64_t hash) const {
  const Block bits = bits_of(hash);
  for (const Layer& layer : layers_) {
    if (holds(layer.blocks[block_of(hash, layer.blocks.size())], bits)) return true;
  }
  return false;
}

bool SourceFilter::add(std::uint64_t hash) {
  if (may_hold(hash)) return true;
  if (size_ >= kMost) return false;
  if (layers_.empty() || layers_.back().room == 0) {
    const std::size_t room = kFirstLayer << layers_.size();
    layers_.push_back({std::vector<Block>(room / kSourcesInBlock), room});
  }
  Layer& layer = layers_.back();
  Block& block = layer.blocks[block_of(hash, layer.blocks.size())];
  const Block bits = bits_of(hash);
  for (std::size_t i = 0; i < bits.size(); ++i) block[i] |= bits[i];
  --layer.room;
  ++size_;
  return true;
}

}  // namespace greycache
