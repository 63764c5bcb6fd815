// A table that forgets its oldest entry for a new one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

namespace greycache {

// Keys are hashes, made so that strangers cannot choose where they fall (common/keyed_hash.h).
template <typename Value>
class RecentMap {
 public:
  explicit RecentMap(std::size_t most) : most_(most) {}

  // Valid until the next insert(); nullptr where there is none.
  Value* find(std::uint64_t key) {
    const auto found = values_.find(key);
    return found == values_.end() ? nullptr : &found->second;
  }

  // `key` must be absent.
  void insert(std::uint64_t key, Value value) {
    if (keys_.size() < most_) {
      keys_.push_back(key);
      values_.emplace(key, std::move(value));
      return;
    }
    // The oldest one's memory is used again.
    auto node = values_.extract(std::exchange(keys_[next_], key));
    node.key() = key;
    node.mapped() = std::move(value);
    values_.insert(std::move(node));
    next_ = (next_ + 1) % most_;
  }

 private:
  std::size_t most_;
  std::unordered_map<std::uint64_t, Value> values_;
  std::vector<std::uint64_t> keys_;  // a ring, in the order they came
  std::size_t next_ = 0;             // the oldest, once the ring is full
};

}  // namespace greycache
