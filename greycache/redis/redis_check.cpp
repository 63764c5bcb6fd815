// Connects once, and reads INFO memory.
#include "greycache/redis/redis_check.h"
#include "greycache/event/libevent_loop.h"

#include <charconv>
#include <optional>
#include <string_view>

#include "greycache/redis/redis_connection.h"
#include "greycache/redis/wire/run_briefly.h"
#include "greycache/redis/wire/system_sockets.h"

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
  StoreError why{StoreError::Kind::unavailable, "Redis: no connection to " + place_of(options)};
  bool refused = false;
  const auto sockets = system_sockets(loop, options.tls);
  RedisConnection connection(
      loop, *sockets, options,
      [&](const StoreResult<std::string>& state) {
        if (state) return;
        why = state.error();
        refused = true;
      },
      random_unit(loop));
  // The connection has deadlines of its own, and tells what it is lost by.
  while (!connection.ready() && !refused) run_briefly(loop);
  if (!connection.ready()) return tl::unexpected(why);
  CommandBuffer question;
  question.add({"INFO", "memory"});
  std::optional<StoreResult<RedisMemory>> result;
  connection.send(question, loop.now() + options.timeout,
                  [&](StoreResult<std::span<const RedisReply>> replies) {
                    result = replies.map([](std::span<const RedisReply> all) {
                      return memory_in(all.front().text);
                    });
                  });
  while (!result) run_briefly(loop);
  return *result;
}

}  // namespace greycache
