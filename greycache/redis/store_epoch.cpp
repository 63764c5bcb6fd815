// The epoch of all sources in Redis.
#include "greycache/redis/store_epoch.h"

#include <charconv>

#include "greycache/redis/source_entry.h"

namespace greycache {

namespace {

constexpr std::string_view kEpochField = "n";

}  // namespace

std::string epoch_key(std::string_view prefix) {
  return source_key(prefix, "epoch");
}

std::int64_t new_epoch(const RandomUnit& random) {
  constexpr double kMost = 1e12;
  return 1 + static_cast<std::int64_t>(random() * kMost);
}

void add_epoch_raise(CommandBuffer& commands, std::string_view prefix, std::int64_t first,
                     std::int64_t by) {
  const std::string key = epoch_key(prefix);
  commands.add({"HSETNX", key, kEpochField, std::to_string(first)});
  commands.add({"HINCRBY", key, kEpochField, std::to_string(by)});
}

void add_epoch_question(CommandBuffer& commands, std::string_view prefix) {
  commands.add({"HMGET", epoch_key(prefix), kEpochField});
}

std::optional<std::int64_t> epoch_in_answer(const RedisReply& reply) {
  if (!reply.is_array() || reply.elements.size() != 1) return std::nullopt;
  if (!reply.elements.front().is_string()) return std::nullopt;
  const std::string& text = reply.elements.front().text;
  std::int64_t epoch = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), epoch);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return epoch;
}

std::string generation_name(std::string_view history, std::int64_t epoch) {
  return std::string(history).append(".").append(std::to_string(epoch));
}

}  // namespace greycache
