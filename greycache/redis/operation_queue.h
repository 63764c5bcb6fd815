// The order of what is sent to Redis, where one operation may need more than one round trip.
#pragma once

#include <cstddef>
#include <deque>

#include "greycache/redis/redis_connection.h"

namespace greycache {

// Commands go in the order of the calls. An operation that holds others is the first of two rounds:
// nothing passes until its `done` has sent the second, since an EXEC between them would end its
// WATCH.
class OperationQueue {
 public:
  struct Operation {
    CommandBuffer commands;
    SteadyTime deadline;
    RedisBatch::Done done;
    bool holds_others = false;
  };

  // Which must outlive the answers.
  explicit OperationQueue(RedisConnection& connection) : connection_(connection) {}

  // An error where too many wait.
  void submit(Operation operation);

 private:
  void start(Operation operation);
  void release();

  // What waits for a first round, which lasts one round trip.
  static constexpr std::size_t kMost = 1024;

  RedisConnection& connection_;
  bool held_ = false;
  std::deque<Operation> waiting_;
};

}  // namespace greycache
