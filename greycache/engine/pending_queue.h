// The requests that wait for an answer, in the order they were submitted.
#pragma once

#include <cstddef>

#include "greycache/engine/pending.h"

namespace greycache {

// Owns none: each is in it by its own links.
class PendingQueue {
 public:
  void push(Pending& pending) {
    pending.older = youngest_;
    pending.younger = nullptr;
    (youngest_ != nullptr ? youngest_->younger : oldest_) = &pending;
    youngest_ = &pending;
    ++size_;
  }

  void remove(Pending& pending) {
    (pending.older != nullptr ? pending.older->younger : oldest_) = pending.younger;
    (pending.younger != nullptr ? pending.younger->older : youngest_) = pending.older;
    --size_;
  }

  Pending* oldest() const { return oldest_; }
  std::size_t size() const { return size_; }

 private:
  Pending* oldest_ = nullptr;
  Pending* youngest_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace greycache
