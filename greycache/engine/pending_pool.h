// Requests that are over, whose memory is used again.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "greycache/engine/pending.h"

namespace greycache {

// A known sender's request then needs no memory of its own. Holds as many as were under way at once
// at most. Must outlive all that it gave.
class PendingPool {
 public:
  struct PutBack {
    PendingPool* pool = nullptr;
    void operator()(Pending* pending) const { pool->spare_.emplace_back(pending); }
  };

  std::unique_ptr<Pending, PutBack> take() {
    if (spare_.empty()) return {new Pending, PutBack{this}};
    std::unique_ptr<Pending, PutBack> pending(spare_.back().release(), PutBack{this});
    spare_.pop_back();
    pending->clear();
    return pending;
  }

 private:
  std::vector<std::unique_ptr<Pending>> spare_;
};

using PendingPtr = std::unique_ptr<Pending, PendingPool::PutBack>;
using PendingList = std::vector<PendingPtr>;

}  // namespace greycache
