// A compact set of sources, by Bloom filters.
#include "greycache/storage/source_filter.h"

namespace greycache {

namespace {

constexpr std::size_t kFirstLayer = std::size_t{1} << 16;  // sources
constexpr std::size_t kSourcesInBlock = 16;

}  // namespace

bool SourceFilter::may_hold(std::uint64_t hash) const {
  for (const Layer& layer : layers_) {
    if (block_may_hold(layer.blocks[filter_block_of(hash, layer.blocks.size())], hash)) return true;
  }
  return false;
}

bool SourceFilter::add(std::uint64_t hash) {
  if (may_hold(hash)) return true;
  if (size_ >= kMost) return false;
  if (layers_.empty() || layers_.back().room == 0) {
    const std::size_t room = kFirstLayer << layers_.size();
    layers_.push_back({std::vector<FilterBlock>(room / kSourcesInBlock), room});
  }
  Layer& layer = layers_.back();
  add_to_block(layer.blocks[filter_block_of(hash, layer.blocks.size())], hash);
  --layer.room;
  ++size_;
  return true;
}

}  // namespace greycache
