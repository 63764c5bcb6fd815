// The commands of a Redis server that concern connections and the server.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "tests/simulation/models/model_redis.h"

namespace greycache::simulation {

namespace {

constexpr int kDatabases = 16;

std::int64_t number_in(const std::string& text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

void ModelRedis::run_command(ClientId id, RedisClient& client, const RedisCommand& command,
                             const RedisWords& words) {
  if (command.run != nullptr) {
    RedisCall call{keys_, client.db, clock_(), words, client.reply};
    command.run(call);
  } else if (!run_of_connection(id, client, command.name, words)) {
    run_of_server(client, command.name, words);
  }
}

bool ModelRedis::run_of_connection(ClientId id, RedisClient& client, std::string_view name,
                                   const RedisWords& words) {
  if (name == "auth") return log_in(client, words), true;
  if (name == "select") return select_db(client, words), true;
  if (name == "client|setname") return client.reply.simple("OK"), true;
  if (name == "client|id") return client.reply.integer(id), true;
  if (name == "client|tracking") return set_tracking(client, words), true;
  if (name == "subscribe") return subscribe(client, words), true;
  if (name == "ping") return answer_ping(client, words), true;
  if (name == "watch") return watch(client, words), true;
  if (name == "multi") return begin_transaction(client), true;
  if (name == "exec") return execute_transaction(id, client), true;
  return false;
}

void ModelRedis::run_of_server(RedisClient& client, std::string_view name,
                               const RedisWords& words) {
  if (name == "info") return client.reply.bulk(info());
  if (name == "client|list") return client.reply.bulk(client_list(words.back()));
  if (name == "client|kill") return kill_clients(client, words);
  const std::optional<int> db = name == "flushdb" ? std::optional(client.db) : std::nullopt;
  on_all_changed(db);
  keys_.flush(db);
  client.reply.simple("OK");
}

void ModelRedis::log_in(RedisClient& client, const RedisWords& words) {
  const std::string name = words.size() > 2 ? words[1] : "default";
  const auto user = users_.find(name);
  if (words.size() == 2 && user->second.needs_no_login()) {
    return client.reply.error(
        "ERR AUTH <password> called without any password configured for the default user. Are you "
        "sure your configuration is correct?");
  }
  if (user == users_.end() || !user->second.takes(words.back())) {
    return client.reply.error("WRONGPASS invalid username-password pair or user is disabled.");
  }
  client.user = name;
  client.logged_in = true;
  client.reply.simple("OK");
}

void ModelRedis::select_db(RedisClient& client, const RedisWords& words) {
  const std::int64_t db = number_in(words[1]);
  if (db < 0 || db >= kDatabases) return client.reply.error("ERR DB index is out of range");
  client.db = static_cast<int>(db);
  client.reply.simple("OK");
}

// Off, or on in broadcast mode with a redirection and prefixes, as greycache asks for it.
void ModelRedis::set_tracking(RedisClient& client, const RedisWords& words) {
  client.tracking.reset();
  if (lower_case(words[2]) == "off") return client.reply.simple("OK");
  RedisClient::Tracking tracking;
  for (std::size_t i = 3; i < words.size(); ++i) {
    const std::string word = lower_case(words[i]);
    if (i + 1 == words.size()) continue;
    if (word == "redirect") tracking.redirect = number_in(words[++i]);
    if (word == "prefix") tracking.prefixes.push_back(words[++i]);
  }
  if (!clients_.contains(tracking.redirect)) {
    return client.reply.error("ERR The client ID you want redirect to does not exist");
  }
  client.tracking = std::move(tracking);
  client.reply.simple("OK");
}

void ModelRedis::subscribe(RedisClient& client, const RedisWords& words) {
  for (std::size_t i = 1; i < words.size(); ++i) {
    client.channels.insert(words[i]);
    client.reply.array(3);
    client.reply.bulk("subscribe");
    client.reply.bulk(words[i]);
    client.reply.integer(static_cast<std::int64_t>(client.channels.size()));
  }
}

void ModelRedis::answer_ping(RedisClient& client, const RedisWords& words) {
  if (words.size() > 2) {
    return client.reply.error("ERR wrong number of arguments for 'ping' command");
  }
  const std::string_view text = words.size() == 2 ? std::string_view(words[1]) : "";
  if (client.channels.empty()) {
    return words.size() == 2 ? client.reply.bulk(text) : client.reply.simple("PONG");
  }
  client.reply.array(2);
  client.reply.bulk("pong");
  client.reply.bulk(text);
}

void ModelRedis::watch(RedisClient& client, const RedisWords& words) {
  if (client.in_transaction) return client.reply.error("ERR WATCH inside MULTI is not allowed");
  for (std::size_t i = 1; i < words.size(); ++i) {
    const RedisKey key{client.db, words[i]};
    const bool again = std::ranges::any_of(
        client.watched, [&key](const RedisClient::Watched& one) { return one.key == key; });
    if (!again) client.watched.push_back({key, keys_.is_over(key)});
  }
  client.reply.simple("OK");
}

void ModelRedis::begin_transaction(RedisClient& client) {
  if (client.in_transaction) return client.reply.error("ERR MULTI calls can not be nested");
  client.in_transaction = true;
  client.reply.simple("OK");
}

void ModelRedis::execute_transaction(ClientId id, RedisClient& client) {
  if (!client.in_transaction) return client.reply.error("ERR EXEC without MULTI");
  const bool expired =
      std::ranges::any_of(client.watched, [this](const RedisClient::Watched& watched) {
        return !watched.was_over && keys_.is_over(watched.key);
      });
  const bool aborted = client.aborted;
  const bool overtaken = client.overtaken || expired;
  const std::vector<RedisClient::Queued> queued = std::move(client.queued);
  client.end_transaction();
  if (aborted) {
    return client.reply.error("EXECABORT Transaction discarded because of previous errors.");
  }
  if (overtaken) return client.reply.nil_array();
  client.reply.array(queued.size());
  for (const auto& [command, words] : queued) run_command(id, client, *command, words);
}

// ID n, USER name, or TYPE normal or pubsub.
void ModelRedis::kill_clients(RedisClient& client, const RedisWords& words) {
  const std::string what = lower_case(words[2]);
  const std::string& which = words.back();
  std::int64_t killed = 0;
  for (auto& [id, other] : clients_) {
    const bool listens = !other.channels.empty();
    other.ends = other.ends || (what == "id" && id == number_in(which)) ||
                 (what == "user" && other.user == which) ||
                 (what == "type" && listens == (which == "pubsub"));
    killed += other.ends ? 1 : 0;
  }
  client.reply.integer(killed);
}

std::string ModelRedis::client_list(std::string_view type) const {
  std::string list;
  for (const auto& [id, client] : clients_) {
    if (client.channels.empty() == (type == "pubsub")) continue;
    list += fmt::format("id={} db={} user={}\n", id, client.db, client.user);
  }
  return list;
}

std::string ModelRedis::info() const {
  const bool replica = mood_ == Mood::read_only || mood_ == Mood::master_down;
  return fmt::format(
      "# Stats\r\nevicted_keys:{}\r\n\r\n"
      "# Memory\r\nmaxmemory:0\r\nmaxmemory_policy:noeviction\r\n\r\n"
      "# Replication\r\nrole:{}\r\nconnected_slaves:0\r\nmaster_failover_state:no-failover\r\n"
      "master_replid:{}\r\nmaster_replid2:{:040}\r\nmaster_repl_offset:0\r\n",
      evicted_, replica ? "slave" : "master", history(), 0);
}

}  // namespace greycache::simulation
