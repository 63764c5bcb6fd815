// The epoch of all sources in Redis.
#include "greycache/redis/store_epoch.h"

#include "common/whole_number.h"
#include "greycache/redis/source_entry.h"

namespace greycache {

namespace {

constexpr std::string_view kEpochField = "n";
constexpr std::string_view kDropsField = "drops";

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
  return whole_number<std::int64_t>(reply.elements.front().text);
}

void add_drops_raise(CommandBuffer& commands, std::string_view prefix) {
  commands.add({"HINCRBY", epoch_key(prefix), kDropsField, "1"});
}

void add_losses_question(CommandBuffer& commands, std::string_view prefix) {
  commands.add({"HMGET", epoch_key(prefix), kEpochField, kDropsField});
}

std::string losses_in_answer(const RedisReply& reply) {
  std::string losses;
  for (const RedisReply& field : reply.elements) losses.append(field.text) += ' ';
  return losses;
}

std::string generation_name(std::string_view history, std::int64_t epoch) {
  return std::string(history).append(".").append(std::to_string(epoch));
}

}  // namespace greycache
