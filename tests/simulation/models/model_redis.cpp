// A Redis server: its connections, its faults, and what it tells of changes.
#include "tests/simulation/models/model_redis.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace greycache::simulation {

namespace {

// How often a server looks for keys that have expired.
constexpr SimTime kTick = std::chrono::milliseconds(100);

constexpr std::string_view kChannel = "__redis__:invalidate";

}  // namespace

ModelRedis::ModelRedis(SimClock clock, std::uint16_t number)
    : clock_(std::move(clock)),
      number_(number),
      keys_(clock_, [this](const RedisKey& key) { on_changed(key); }) {
  users_.emplace("default", RedisUser::all_powerful());
}

std::string ModelRedis::history() const {
  if (!history_of_master_.empty()) return history_of_master_;
  return fmt::format("{:04x}{:04x}{:032x}", number_, history_ & 0xffffU, history_);
}

std::optional<ByteServer::ClientId> ModelRedis::accept(Outlet outlet) {
  if (!running_) return std::nullopt;
  const ClientId id = ++last_id_;
  RedisClient& client = clients_[id];
  client.outlet = std::move(outlet);
  client.logged_in = users_.at(client.user).needs_no_login();
  if (clients_.size() > max_clients_) {
    client.reply.error("ERR max number of clients reached");
    client.ends = true;
    settle();
  }
  return id;
}

void ModelRedis::receive(ClientId id, std::string_view bytes) {
  const auto client = clients_.find(id);
  if (client == clients_.end()) return;
  client->second.request.feed(bytes);
  if (paused_) return;
  tick();
  serve(id, client->second);
  settle();
}

void ModelRedis::serve(ClientId id, RedisClient& client) {
  while (!client.ends) {
    const auto words = client.request.next();
    if (!words) {
      client.reply.error(words.error());
      client.ends = true;
    } else if (*words) {
      execute(id, client, **words);
    } else {
      return;
    }
  }
}

void ModelRedis::hang_up(ClientId id) {
  clients_.erase(id);
}

void ModelRedis::tick() {
  if (paused_ || clock_() < ticked_ + kTick) return;
  ticked_ = clock_();
  keys_.drop_expired();
  settle();
}

void ModelRedis::resume() {
  paused_ = false;
  for (auto& [id, client] : clients_) serve(id, client);
  settle();
}

std::string ModelRedis::run(const RedisWords& words) {
  RedisClient client;
  client.logged_in = true;
  const RedisCommand* const command = find_redis_command(words);
  if (command == nullptr || !command->fits(words.size())) {
    client.reply.error("ERR no such command");
  } else {
    run_command(0, client, *command, words);
  }
  settle();
  return client.reply.take();
}

void ModelRedis::settle() {
  tell_changes();
  for (auto client = clients_.begin(); client != clients_.end();) {
    const auto next = std::next(client);
    RedisClient& one = client->second;
    if (!one.reply.empty()) one.outlet.bytes(one.reply.take());
    if (one.ends) {
      const Outlet outlet = std::move(one.outlet);
      clients_.erase(client);
      outlet.closed();
    }
    client = next;
  }
}

void ModelRedis::end_connections() {
  for (auto& [id, client] : clients_) client.ends = true;
  settle();
}

void ModelRedis::stop() {
  running_ = false;
  paused_ = false;
  mood_ = Mood::well;
  end_connections();
}

void ModelRedis::start(RedisKeyspace::Keys keys) {
  if (running_) stop();
  running_ = true;
  history_of_master_.clear();
  begin_history();
  keys_.load(std::move(keys));
}

void ModelRedis::start_empty() {
  start({});
}

void ModelRedis::start_from_save() {
  start(saved_);
}

void ModelRedis::flush(std::optional<int> db) {
  on_all_changed(db);
  keys_.flush(db);
  settle();
}

std::vector<std::string> ModelRedis::evict(std::string_view prefix, std::size_t count,
                                           std::uint64_t from) {
  std::vector<RedisKey> keys;
  for (const auto& [key, value] : keys_.all()) {
    if (key.name.starts_with(prefix)) keys.push_back(key);
  }
  std::vector<std::string> gone;
  for (std::size_t i = 0; i < std::min(count, keys.size()); ++i) {
    const RedisKey& key = keys[(from + i) % keys.size()];
    gone.push_back(key.name);
    keys_.erase(key);
    ++evicted_;
  }
  settle();
  return gone;
}

void ModelRedis::fail_over(SimTime lost) {
  end_connections();
  keys_.lose_last(lost);
  promote();
}

void ModelRedis::replicate(const ModelRedis& master, SimTime lag) {
  on_all_changed(std::nullopt);
  keys_.copy(master.keys_);
  keys_.lose_last(lag);
  history_of_master_ = master.history();
  mood_ = Mood::read_only;
  settle();
}

void ModelRedis::promote() {
  history_of_master_.clear();
  begin_history();
  mood_ = Mood::well;
}

void ModelRedis::on_changed(const RedisKey& key) {
  const bool over = keys_.is_over(key);
  for (auto& [id, client] : clients_) {
    for (RedisClient::Watched& watched : client.watched) {
      if (watched.key != key) continue;
      // That a key is deleted which had expired before changes nothing.
      if (!std::exchange(watched.was_over, false) || !over) client.overtaken = true;
    }
    if (!client.tracking) continue;
    for (const std::string& prefix : client.tracking->prefixes) {
      if (key.name.starts_with(prefix)) client.tracking->changed.insert(key.name);
    }
  }
}

void ModelRedis::on_all_changed(std::optional<int> db) {
  const std::set<std::string> none;
  for (auto& [id, client] : clients_) {
    for (const RedisClient::Watched& watched : client.watched) {
      const bool there = keys_.all().contains(watched.key);
      if (there && (!db || watched.key.db == *db)) client.overtaken = true;
    }
    if (client.tracking) tell(client.tracking->redirect, none);
  }
}

void ModelRedis::tell_changes() {
  for (auto& [id, client] : clients_) {
    if (!client.tracking || client.tracking->changed.empty()) continue;
    tell(client.tracking->redirect, std::exchange(client.tracking->changed, {}));
  }
}

void ModelRedis::tell(ClientId redirect, const std::set<std::string>& keys) {
  const auto listener = clients_.find(redirect);
  // Who is not subscribed cannot be told in RESP2.
  if (listener == clients_.end() || listener->second.channels.empty()) return;
  RespReply& reply = listener->second.reply;
  reply.array(3);
  reply.bulk("message");
  reply.bulk(kChannel);
  if (keys.empty()) return reply.nil();
  reply.array(keys.size());
  for (const std::string& key : keys) reply.bulk(key);
}

}  // namespace greycache::simulation
