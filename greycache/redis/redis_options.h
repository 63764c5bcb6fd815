// Where Redis is and how it is used.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "common/duration.h"

namespace greycache {

struct RedisOptions {
  std::string unix_path;           // where it is empty, host and port count
  std::string host = "127.0.0.1";  // a numeric address
  std::uint16_t port = 6379;
  int db = 0;
  std::string user;      // empty: the default user
  std::string password;  // empty: no AUTH is sent
  std::string prefix = "grey";
  // No answer takes longer than this from the call.
  Milliseconds timeout{250};
  // In seconds, as in Rules.
  UnixTime max_connect_age = 24 * 3600;
  UnixTime awl_age = 60 * 86400;
  // A source with more entries is reported as Finding::crowded. Nothing is refused.
  std::size_t max_entries_per_source = 2000;
};

// "/run/redis/redis.sock" or "127.0.0.1:6379": for log lines.
std::string place_of(const RedisOptions& options);

}  // namespace greycache
