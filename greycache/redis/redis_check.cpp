// Connects once, and reads INFO memory.
#include "greycache/redis/redis_check.h"

#include <charconv>
#include <string_view>
#include <vector>

#include "greycache/redis/info_text.h"
#include "greycache/redis/redis_errand.h"

namespace greycache {

namespace {

RedisMemory memory_in(std::string_view info) {
  RedisMemory memory;
  const std::string_view bytes = info_value(info, "\nmaxmemory:");
  std::from_chars(bytes.data(), bytes.data() + bytes.size(), memory.maxmemory);
  memory.policy = info_value(info, "\nmaxmemory_policy:");
  return memory;
}

}  // namespace

StoreResult<RedisMemory> redis_memory(LibeventLoop& loop, const RedisOptions& options) {
  CommandBuffer question;
  question.add({"INFO", "memory"});
  return RedisErrand(loop, options).run(question).map([](const std::vector<RedisReply>& replies) {
    return memory_in(replies.front().text);
  });
}

}  // namespace greycache
