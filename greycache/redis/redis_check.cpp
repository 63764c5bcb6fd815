// Connects once, and reads INFO memory.
#include "greycache/redis/redis_check.h"

#include <charconv>
#include <string_view>
#include <vector>

#include "greycache/redis/redis_errand.h"

namespace greycache {

namespace {

// "name:VALUE" on a line of INFO.
std::string_view value_of(std::string_view info, std::string_view name) {
  const std::size_t at = info.find(name);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = info.substr(at + name.size());
  return rest.substr(0, rest.find_first_of("\r\n"));
}

RedisMemory memory_in(std::string_view info) {
  RedisMemory memory;
  const std::string_view bytes = value_of(info, "\nmaxmemory:");
  std::from_chars(bytes.data(), bytes.data() + bytes.size(), memory.maxmemory);
  memory.policy = value_of(info, "\nmaxmemory_policy:");
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
