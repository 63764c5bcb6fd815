// A connection to a server that speaks Redis's protocol, as bytes: what the conversations talk on.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "greycache/redis/wire/redis_options.h"

namespace greycache {

// On the event-loop thread. Events come from the loop, never from within a call; they may call
// everything here, but must not destroy it. None comes after close().
class RedisSocket {
 public:
  struct Events {
    // Bytes came, in order; they are good during the call.
    std::function<void(std::string_view bytes)> on_bytes;
    // The connection is over and closed: why, as in "the connection to Redis is lost: ...". Empty
    // where the server closed it.
    std::function<void(const std::string& reason)> on_gone;
    // The same, where it will not come back by itself: a certificate is refused, say.
    std::function<void(const std::string& reason)> on_refused{};
  };

  virtual ~RedisSocket() = default;

  // Begins to connect, in the place of a connection that there may be. What is sent meanwhile goes
  // out once it is there. The error is a sentence that names the place.
  virtual tl::expected<void, std::string> connect(const RedisPlace& place) = 0;

  virtual void send(std::string_view bytes) = 0;
  // Bytes that the server's side has not taken yet: for the caller to bound.
  virtual std::size_t unsent() const = 0;

  virtual void close() = 0;

  // For the end of a message about a missed deadline: what stands in the way of an answer (": no
  // ..."), where that is known.
  virtual std::string obstacle() const { return {}; }
};

// Makes them: of the system, or of a simulation.
class RedisSockets {
 public:
  virtual ~RedisSockets() = default;
  // Not connected yet. It must not outlive its maker.
  virtual std::unique_ptr<RedisSocket> make(RedisSocket::Events events) = 0;
};

}  // namespace greycache
