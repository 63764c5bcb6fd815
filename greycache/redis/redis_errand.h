// Single exchanges with Redis, for programs that wait for the replies.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "greycache/event/libevent_loop.h"
#include "greycache/redis/redis_connection.h"
#include "greycache/redis/wire/command_buffer.h"
#include "greycache/redis/wire/redis_options.h"
#include "greycache/store/store_error.h"

namespace greycache {

// Turns the loop itself until the replies are there: not for the daemon. Where no connection is to
// be had, the reason is the error; one that was lost is waited for. options.timeout counts for the
// connection, each Sentinel and each exchange.
class RedisErrand {
 public:
  using Replies = StoreResult<std::vector<RedisReply>>;

  RedisErrand(LibeventLoop& loop, RedisOptions options);

  // One reply a command; an error reply is an error.
  Replies run(const CommandBuffer& commands);

  // Whether any key of a source stands under the prefix. Needs the right to use SCAN, which the
  // daemon does without.
  StoreResult<bool> holds_sources();

  // Deletes the keys of these sources, the probe and the epoch, by EXPIRE 0: a right that the
  // daemon has.
  StoreResult<void> forget_sources(std::span<const std::string> sources);

 private:
  StoreResult<void> connect();

  LibeventLoop& loop_;
  RedisOptions options_;
  std::unique_ptr<RedisSockets> sockets_;
  std::optional<StoreError> lost_by_;  // while there is no connection
  RedisConnection connection_;
};

}  // namespace greycache
