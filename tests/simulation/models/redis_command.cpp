// What a Redis server knows of a command.
#include "tests/simulation/models/redis_command.h"

#include <algorithm>
#include <cctype>

#include "tests/simulation/models/redis_data_commands.h"

namespace greycache::simulation {

namespace {

constexpr RedisCommand reading(std::string_view name, int arity, RedisCommand::Run run) {
  return {.name = name, .arity = arity, .run = run, .has_key = true};
}

constexpr RedisCommand writing(std::string_view name, int arity, RedisCommand::Run run) {
  return {.name = name, .arity = arity, .run = run, .writes = true, .has_key = true};
}

constexpr RedisCommand adding(std::string_view name, int arity, RedisCommand::Run run) {
  RedisCommand command = writing(name, arity, run);
  command.takes_memory = true;
  return command;
}

// Of the connection or the server.
constexpr RedisCommand about(std::string_view name, int arity) {
  return {.name = name, .arity = arity, .while_loading = true, .while_stale = true};
}

constexpr RedisCommand always(RedisCommand command) {
  command.while_busy = true;
  return command;
}

constexpr RedisCommand login(RedisCommand command) {
  command.before_login = true;
  return command;
}

constexpr RedisCommand keyed(RedisCommand command) {
  command.has_key = true;
  return command;
}

constexpr RedisCommand kCommands[] = {
    login(always(about("auth", -2))),
    about("select", 2),
    about("client|setname", 3),
    about("client|id", 2),
    about("client|tracking", -3),
    about("client|kill", -3),
    about("client|list", -2),
    about("subscribe", -2),
    {.name = "ping", .arity = -1},
    about("info", -1),
    keyed(always(about("watch", -2))),
    always(about("multi", 1)),
    about("exec", 1),
    reading("hget", 3, redis_hget),
    reading("hmget", -3, redis_hmget),
    reading("hgetall", 2, redis_hgetall),
    reading("hlen", 2, redis_hlen),
    reading("exists", -2, redis_exists),
    reading("ttl", 2, redis_ttl),
    adding("hset", -4, redis_hset),
    adding("hsetnx", 4, redis_hsetnx),
    adding("hincrby", 4, redis_hincrby),
    adding("set", 3, redis_set),
    writing("hdel", -3, redis_hdel),
    writing("expire", 3, redis_expire),
    writing("pexpire", 3, redis_pexpire),
    writing("del", -2, redis_del),
    writing("unlink", -2, redis_del),
    writing("rename", 3, redis_rename),
    {.name = "dbsize", .arity = 1, .run = redis_dbsize},
    {.name = "scan", .arity = -2, .run = redis_scan},
    {.name = "flushall", .arity = -1, .writes = true},
    {.name = "flushdb", .arity = -1, .writes = true},
};

}  // namespace

bool RedisCommand::fits(std::size_t words) const {
  const auto count = static_cast<int>(words);
  return arity < 0 ? count >= -arity : count == arity;
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

const RedisCommand* find_redis_command(const RedisWords& words) {
  if (words.empty()) return nullptr;
  std::string name = lower_case(words[0]);
  if (name == "client" && words.size() > 1) name += "|" + lower_case(words[1]);
  const auto* const command = std::ranges::find(kCommands, name, &RedisCommand::name);
  return command == std::ranges::end(kCommands) ? nullptr : command;
}

}  // namespace greycache::simulation
