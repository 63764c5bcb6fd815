// Where Redis is and how it is used.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/duration.h"
#include "greycache/redis/wire/redis_tls.h"

namespace greycache {

// A server by TCP, or by a unix socket where there is a path.
struct RedisPlace {
  std::string host = "127.0.0.1";  // a numeric address
  std::uint16_t port = 6379;
  std::string unix_path{};
};

struct RedisOptions {
  RedisPlace server;                  // where there are no Sentinels
  std::vector<RedisPlace> sentinels;  // tell where the server is
  std::string master_name;            // how Sentinels call it
  int db = 0;
  std::string user;      // empty: the default user
  std::string password;  // empty: no AUTH is sent
  // Where there is a password, the one that counts now: asked for at each connection.
  std::function<std::string()> read_password;
  std::optional<RedisTls> tls;  // not by unix socket; for the Sentinels, too
  std::string prefix = "grey";
  // No answer takes longer than this from the call.
  Milliseconds timeout{250};
  // A source with more entries is large.
  std::size_t max_entries_per_source = 2000;
  // Auto-whitelisted senders that are kept in this process as long as Redis names what is changed;
  // 0: none are.
  std::size_t awl_cache = 0;
};

// For the next connection.
std::string password_now(const RedisOptions& options);

// "127.0.0.1:6379", "[::1]:6379", "/run/redis/redis.sock": for log lines.
std::string text_of(const RedisPlace& place);

// "/run/redis/redis.sock", "127.0.0.1:6379", or "the master NAME": for log lines.
std::string place_of(const RedisOptions& options);

}  // namespace greycache
