// Commands as a client of Redis sends them.
#pragma once

#include <string>

#include "greycache/redis/wire/command_buffer.h"
#include "tests/simulation/models/resp_request.h"

namespace greycache::simulation {

inline std::string redis_wire(const RedisWords& words) {
  CommandBuffer commands;
  commands.begin(words.size());
  for (const std::string& word : words) commands.word(word);
  return commands.bytes();
}

}  // namespace greycache::simulation
