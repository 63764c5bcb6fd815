// The order of what is sent to Redis.
#include "greycache/redis/operation_queue.h"

#include <utility>

namespace greycache {

void OperationQueue::submit(Operation operation) {
  if (!held_ && waiting_.empty()) return start(std::move(operation));
  if (waiting_.size() < kMost) {
    waiting_.push_back(std::move(operation));
  } else {
    operation.done(tl::make_unexpected(
        StoreError{StoreError::Kind::unavailable, "too many calls wait for Redis"}));
  }
}

void OperationQueue::start(Operation operation) {
  held_ = operation.holds_others;
  if (!held_) {
    return connection_.send(operation.commands, operation.deadline, std::move(operation.done));
  }
  connection_.send(operation.commands, operation.deadline,
                   [this, done = std::move(operation.done)](
                       const StoreResult<std::span<const RedisReply>>& replies) {
                     done(replies);
                     release();
                   });
}

void OperationQueue::release() {
  held_ = false;
  while (!held_ && !waiting_.empty()) {
    Operation next = std::move(waiting_.front());
    waiting_.pop_front();
    start(std::move(next));
  }
}

}  // namespace greycache
