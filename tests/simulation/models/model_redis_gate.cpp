// Which commands a Redis server refuses, in the order of processCommand() of Redis 7.0.
#include <algorithm>

#include "tests/simulation/models/model_redis.h"

namespace greycache::simulation {

namespace {

std::string unknown(const RedisWords& words) {
  if (lower_case(words[0]) == "client" && words.size() > 1) {
    return "ERR unknown subcommand '" + words[1] + "'. Try CLIENT HELP.";
  }
  std::string text = "ERR unknown command '" + words[0] + "', with args beginning with: ";
  for (std::size_t i = 1; i < words.size(); ++i) text += "'" + words[i] + "' ";
  return text;
}

bool is_one_of(const RedisCommand& command, std::initializer_list<std::string_view> names) {
  return std::ranges::find(names, command.name) != names.end();
}

}  // namespace

void ModelRedis::execute(ClientId id, RedisClient& client, const RedisWords& words) {
  if (words.empty()) return;
  const RedisCommand* const command = find_redis_command(words);
  const std::string why = refusal(client, command, words);
  if (!why.empty()) return refuse(client, command, why);
  if (!client.in_transaction || is_one_of(*command, {"multi", "exec", "watch"})) {
    return run_command(id, client, *command, words);
  }
  client.queued.push_back({command, words});
  client.reply.simple("QUEUED");
}

void ModelRedis::refuse(RedisClient& client, const RedisCommand* command, const std::string& why) {
  client.aborted = client.in_transaction;
  if (command == nullptr || command->name != "exec") return client.reply.error(why);
  client.end_transaction();
  client.reply.error("EXECABORT Transaction discarded because of: " + why);
}

std::string ModelRedis::refusal(const RedisClient& client, const RedisCommand* command,
                                const RedisWords& words) const {
  if (command == nullptr) return unknown(words);
  if (!command->fits(words.size())) {
    return "ERR wrong number of arguments for '" + std::string(command->name) + "' command";
  }
  std::string why = refusal_by_user(client, *command, words);
  return why.empty() ? refusal_by_mood(client, *command) : why;
}

std::string ModelRedis::refusal_by_user(const RedisClient& client, const RedisCommand& command,
                                        const RedisWords& words) const {
  if (command.before_login) return {};
  if (!client.logged_in) return "NOAUTH Authentication required.";
  const RedisUser& user = users_.at(client.user);
  const std::string name(command.name);
  if (!user.may_run(name)) {
    return "NOPERM this user has no permissions to run the '" + name + "' command";
  }
  const std::size_t keys = !command.has_key ? 0 : name == "watch" ? words.size() - 1 : 1;
  for (std::size_t i = 1; i <= keys; ++i) {
    if (user.may_use_key(words[i])) continue;
    return "NOPERM this user has no permissions to access one of the keys used as arguments";
  }
  if (name == "subscribe" && !user.may_use_channel(words[1])) {
    return "NOPERM this user has no permissions to access one of the channels used as arguments";
  }
  return {};
}

std::string ModelRedis::refusal_by_mood(const RedisClient& client,
                                        const RedisCommand& command) const {
  const auto queued = [&](bool RedisCommand::*flag) {
    return command.name == "exec" && std::ranges::any_of(client.queued, [flag](const auto& one) {
             return one.command->*flag;
           });
  };
  const bool takes = command.takes_memory || queued(&RedisCommand::takes_memory) ||
                     (client.in_transaction && command.name != "exec");
  if (mood_ == Mood::out_of_memory && takes) {
    return "OOM command not allowed when used memory > 'maxmemory'.";
  }
  const bool writes = command.writes || queued(&RedisCommand::writes);
  if (mood_ == Mood::cannot_save && (writes || command.name == "ping")) {
    return "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to "
           "persist "
           "to disk. Commands that may modify the data set are disabled, because this instance is "
           "configured to report errors during writes if RDB snapshotting fails "
           "(stop-writes-on-bgsave-error option). Please check the Redis logs for details about "
           "the "
           "RDB error.";
  }
  if (mood_ == Mood::lacks_replicas && writes) {
    return "NOREPLICAS Not enough good replicas to write.";
  }
  if ((mood_ == Mood::read_only || mood_ == Mood::master_down) && writes) {
    return "READONLY You can't write against a read only replica.";
  }
  if (!client.channels.empty() && !is_one_of(command, {"ping", "subscribe"})) {
    return "ERR Can't execute '" + std::string(command.name) +
           "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this "
           "context";
  }
  if (mood_ == Mood::master_down && !command.while_stale) {
    return "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.";
  }
  if (mood_ == Mood::loading && !command.while_loading) {
    return "LOADING Redis is loading the dataset in memory";
  }
  if (mood_ == Mood::busy && !command.while_busy) {
    return "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.";
  }
  return {};
}

}  // namespace greycache::simulation
