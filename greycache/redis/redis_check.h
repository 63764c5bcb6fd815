// Whether a Redis can be used, and how it deals with its memory.
#pragma once

#include <cstdint>
#include <string>

#include "greycache/redis/wire/redis_options.h"
#include "greycache/store/store_error.h"

namespace greycache {

class LibeventLoop;

struct RedisMemory {
  std::int64_t maxmemory = 0;  // bytes; 0: no limit
  std::string policy;          // maxmemory-policy: "noeviction", "volatile-ttl", ...
};

// Connects as the daemon does, which tries every command that it uses, and asks INFO. Turns the
// loop itself until that is done or options.timeout, for the connection, each Sentinel and the
// question, is over. The error says why the server cannot be used.
StoreResult<RedisMemory> redis_memory(LibeventLoop& loop, const RedisOptions& options);

}  // namespace greycache
