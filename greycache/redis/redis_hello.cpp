// The first commands on a connection.
#include "greycache/redis/redis_hello.h"

#include <algorithm>

#include "common/characters.h"
#include "greycache/redis/info_text.h"
#include "greycache/redis/source_entry.h"
#include "greycache/redis/store_epoch.h"
#include "greycache/redis/wire/redis_error.h"

namespace greycache {

namespace {

constexpr std::string_view kProbeField = "by";
constexpr std::string_view kClientName = "greycache";
constexpr std::string_view kHistory = "\nmaster_replid:";
constexpr std::string_view kMaster = "\nrole:master\r\n";
constexpr std::size_t kGenerationDigits = 8;

void add_probe(CommandBuffer& commands, const RedisOptions& options) {
  const std::string key = source_key(options.prefix, kProbeSource);
  add_probe_write(commands, options);
  commands.add({"HSETNX", key, kProbeField, kClientName});
  commands.add({"HMGET", key, kProbeField});
  commands.add({"HGETALL", key});
  commands.add({"HLEN", key});
  commands.add({"WATCH", key});
  commands.add({"MULTI"});
  commands.add({"HDEL", key, "none"});
  commands.add({"EXEC"});
}

// CLIENT SETNAME comes after AUTH, where there is one.
std::size_t position_of_name(const RedisOptions& options) {
  return options.password.empty() ? 0 : 1;
}

}  // namespace

void add_login(CommandBuffer& commands, const RedisOptions& options) {
  if (options.password.empty()) return;
  if (options.user.empty()) {
    commands.add({"AUTH", password_now(options)});
  } else {
    commands.add({"AUTH", options.user, password_now(options)});
  }
}

void add_probe_write(CommandBuffer& commands, const RedisOptions& options) {
  const std::string key = source_key(options.prefix, kProbeSource);
  commands.add({"HSET", key, kProbeField, kClientName});
  commands.add({"EXPIRE", key, "3600"});
}

CommandBuffer hello_commands(const RedisOptions& options, std::int64_t first_epoch) {
  CommandBuffer commands;
  add_login(commands, options);
  commands.add({"CLIENT", "SETNAME", kClientName});
  if (options.db != 0) commands.add({"SELECT", std::to_string(options.db)});
  add_probe(commands, options);
  add_epoch_raise(commands, options.prefix, first_epoch, 0);
  commands.add({"INFO", "replication"});
  return commands;
}

std::optional<StoreError> hello_error(std::span<const RedisReply> replies,
                                      const RedisOptions& options) {
  for (std::size_t i = 0; i < replies.size(); ++i) {
    if (replies[i].is_error() && i != position_of_name(options)) {
      return redis_error(replies[i].text);
    }
  }
  if (!epoch_in(replies)) {
    return StoreError{StoreError::Kind::refused, "Redis does not say its epoch"};
  }
  if (generation_of(replies).empty()) {
    return StoreError{StoreError::Kind::refused, "Redis does not say its master_replid in INFO"};
  }
  if (!options.sentinels.empty() && replies.back().text.find(kMaster) == std::string::npos) {
    return StoreError{StoreError::Kind::unavailable,
                      "the Redis that the Sentinels name is no master"};
  }
  return std::nullopt;
}

std::optional<std::int64_t> epoch_in(std::span<const RedisReply> replies) {
  if (replies.size() < 2) return std::nullopt;
  const RedisReply& raised = replies[replies.size() - 2];
  if (raised.type != RedisReply::Type::integer) return std::nullopt;
  return raised.integer;
}

std::string generation_of(std::span<const RedisReply> replies) {
  if (replies.empty()) return {};
  const std::string generation(
      info_value(replies.back().text, kHistory).substr(0, kGenerationDigits));
  const bool good = generation.size() == kGenerationDigits &&
                    std::all_of(generation.begin(), generation.end(), is_hex_digit);
  return good ? generation : std::string();
}

}  // namespace greycache
