// Which replies belong to which request on one connection: bytes in, answered batches out.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "greycache/redis/wire/redis_reply.h"
#include "greycache/redis/wire/reply_reader.h"
#include "greycache/store/store_error.h"

namespace greycache {

using SteadyTime = std::chrono::steady_clock::time_point;

// Commands that were sent together and are answered together.
struct RedisBatch {
  // Given one reply a command, in order, or why there are none. Error replies are among them.
  using Done = std::function<void(StoreResult<std::span<const RedisReply>>)>;

  std::size_t commands = 0;
  SteadyTime deadline;
  Done done;
  std::vector<RedisReply> replies;
};

// Redis answers in the order it was asked, so the first bytes belong to the oldest batch. After an
// error replies could be taken for those of another batch: the session must end with its
// connection.
class RedisSession {
 public:
  // A batch of at least one command was sent.
  void expect(std::size_t commands, SteadyTime deadline, RedisBatch::Done done);

  // Takes what the server sent. The sentence says why the session is over.
  tl::expected<void, std::string> receive(std::string_view bytes);

  // The oldest batch, once all its replies are there. Its `done` is for the caller to call.
  std::optional<RedisBatch> take_answered();

  // All batches that are not taken yet, oldest first; there are none left then.
  std::deque<RedisBatch> take_all();

  // The earliest deadline of all batches.
  std::optional<SteadyTime> next_deadline() const;

  bool idle() const { return batches_.empty(); }

 private:
  ReplyReader reader_;
  std::deque<RedisBatch> batches_;
  std::size_t answered_ = 0;  // batches at the front that have all their replies
};

}  // namespace greycache
