#include "greycache/redis/redis_check.h"

#include <event2/event.h>

#include <charconv>
#include <optional>
#include <string_view>

#include "greycache/redis/redis_connection.h"

namespace greycache {

namespace {

// Leaves the loop after a while, so that its caller can look at the clock.
void turn(event_base* base) {
  constexpr timeval kSlice{0, 20'000};
  event_base_loopexit(base, &kSlice);
  event_base_loop(base, EVLOOP_ONCE);
}

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

StoreResult<RedisMemory> redis_memory(event_base* base, const RedisOptions& options) {
  StoreError why{StoreError::Kind::unavailable, "Redis: no connection to " + place_of(options)};
  bool refused = false;
  RedisConnection connection(
      base, options,
      [&](const StoreResult<std::string>& state) {
        if (state) return;
        why = state.error();
        refused = true;
      },
      random_unit());
  const auto waits = static_cast<Milliseconds::rep>(options.sentinels.size() + 1);
  const auto end = std::chrono::steady_clock::now() + options.timeout * waits;
  while (!connection.ready() && !refused && std::chrono::steady_clock::now() < end) turn(base);
  if (!connection.ready()) return tl::unexpected(why);
  CommandBuffer question;
  question.add({"INFO", "memory"});
  std::optional<StoreResult<RedisMemory>> result;
  connection.send(question, std::chrono::steady_clock::now() + options.timeout,
                  [&](StoreResult<std::span<const RedisReply>> replies) {
                    result = replies.map([](std::span<const RedisReply> all) {
                      return memory_in(all.front().text);
                    });
                  });
  while (!result) turn(base);
  return *result;
}

}  // namespace greycache
