// The second connection to Redis, on which it names the keys that were changed.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "greycache/event/event_loop.h"
#include "greycache/redis/wire/answer_timer.h"
#include "greycache/redis/wire/redis_options.h"
#include "greycache/redis/wire/redis_reply.h"
#include "greycache/redis/wire/redis_socket.h"
#include "greycache/redis/wire/reply_reader.h"
#include "greycache/store/store_error.h"

namespace greycache {

// Subscribed to "__redis__:invalidate", where client-side caching sends its messages in RESP2
// (https://redis.io/docs/manual/client-side-caching/). It is asked for a sign of life about every
// kPingInterval; an answer that takes longer than options.timeout ends it, as any error does. It is
// not begun again by itself. On the event-loop thread; the callbacks may call begin() and end().
class InvalidationFeed {
 public:
  struct Events {
    // It listens, as the client of this id.
    std::function<void(std::int64_t client_id)> listening;
    std::function<void(std::string_view key)> changed;
    std::function<void()> all_changed;
    // A sign of life came.
    std::function<void()> alive;
    // It is over. Not called by end().
    std::function<void(const StoreError& why)> lost;
  };

  static constexpr Milliseconds kPingInterval{1000};

  // Loop, sockets and options must outlive it.
  InvalidationFeed(EventLoop& loop, RedisSockets& sockets, const RedisOptions& options,
                   Events events);
  InvalidationFeed(const InvalidationFeed&) = delete;
  InvalidationFeed& operator=(const InvalidationFeed&) = delete;

  // Connects to the server whose changes it is to name. The error: why that cannot even begin.
  tl::expected<void, std::string> begin(const RedisPlace& server);
  void end();

 private:
  void say_hello();
  void ping();
  void transmit(const std::string& bytes);
  void on_bytes(std::string_view bytes);
  void on_timer();
  void read_replies();
  void on_reply(const RedisReply& reply);
  void on_hello_reply(const RedisReply& reply);
  void on_message(const RedisReply& message) const;
  void lose(const StoreError& why);

  const RedisOptions& options_;
  Events events_;

  std::unique_ptr<RedisSocket> socket_;
  std::optional<ReplyReader> reader_;
  std::size_t hello_replies_ = 0;  // that are still to come
  std::int64_t client_id_ = 0;
  bool awaits_answer_ = false;
  AnswerTimer timer_;
};

}  // namespace greycache
