// What a Redis says of itself: version, memory, persistence, rights.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/duration.h"
#include "greycache/redis/wire/redis_options.h"
#include "greycache/store/store_error.h"

namespace greycache {

class LibeventLoop;

// Untrusted texts are as the server has them.
struct RedisFacts {
  // Of INFO.
  std::string version;  // "7.0.15"; of Valkey the version of Redis that it is like
  std::string role;     // "master", "slave"
  bool cluster = false;
  std::int64_t maxmemory = 0;  // bytes; 0: no limit
  std::string policy;          // maxmemory-policy
  bool append_only = false;
  bool saved = true;  // the last snapshot and the last write of the append-only file went well
  std::int64_t clients = 0;
  std::int64_t most_clients = 0;  // 0 where it does not say
  Milliseconds clock_ahead{};     // of this host's clock; below 0: behind

  // Of CONFIG GET and ACL GETUSER, which the rights that the daemon needs do not include: nothing
  // where they were refused.
  std::optional<std::int64_t> listpack_value;  // hash-max-listpack-value
  std::optional<std::string> save;             // "3600 1 300 100"; empty: no snapshots
  bool all_commands = false;                   // the account may do whatever it likes
  bool without_password = false;
};

// What an answer to INFO says that came at `now` (since 1970).
RedisFacts redis_facts_in(std::string_view info, Milliseconds now);

// Connects as the daemon does, and asks. Turns the loop itself; each exchange takes options.timeout
// at most. The error says why the server cannot be used.
StoreResult<RedisFacts> redis_facts(LibeventLoop& loop, const RedisOptions& options);

}  // namespace greycache
