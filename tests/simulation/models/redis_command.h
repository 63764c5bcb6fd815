// What a Redis server knows of a command before it runs it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "tests/simulation/models/redis_keyspace.h"
#include "tests/simulation/models/resp_reply.h"
#include "tests/simulation/models/resp_request.h"

namespace greycache::simulation {

// A command on the data, run at a moment.
struct RedisCall {
  RedisKeyspace& keys;
  int db;
  SimTime now;
  const RedisWords& words;
  RespReply& reply;

  RedisKey key() const { return {db, words[1]}; }
};

// The commands that greycache sends, and those of people who look at what it wrote; flags as
// `COMMAND INFO` of Redis 7.0 tells them.
struct RedisCommand {
  using Run = void (*)(RedisCall& call);

  std::string_view name;  // "client|id" for a subcommand
  int arity = 0;          // with the command's words; at least so many where it is negative
  Run run = nullptr;      // none where it is the connection's
  bool writes = false;
  bool takes_memory = false;
  bool while_loading = false;
  bool while_stale = false;
  bool while_busy = false;
  bool before_login = false;
  bool has_key = false;  // its first argument

  bool fits(std::size_t words) const;
};

// In any case of letters; nullptr for one that is unknown.
const RedisCommand* find_redis_command(const RedisWords& words);

std::string lower_case(std::string_view text);

}  // namespace greycache::simulation
