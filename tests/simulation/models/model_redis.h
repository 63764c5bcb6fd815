// A Redis server at the level of bytes: the commands that greycache sends, as Redis 7.0 answers
// them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "tests/simulation/models/redis_client.h"
#include "tests/simulation/models/redis_command.h"
#include "tests/simulation/models/redis_keyspace.h"
#include "tests/simulation/models/redis_user.h"

namespace greycache::simulation {

// RESP2. A command takes effect when its last byte is received; delays and cuts are the link's.
// Faults are calls of the harness.
class ModelRedis final : public ByteServer {
 public:
  // What hinders the server.
  enum class Mood : std::uint8_t {
    well,
    loading,         // -LOADING
    busy,            // -BUSY: a script of somebody's
    read_only,       // -READONLY, and role:slave
    out_of_memory,   // -OOM
    cannot_save,     // -MISCONF
    master_down,     // -MASTERDOWN, a replica
    lacks_replicas,  // -NOREPLICAS
  };

  // `number` tells it from the other servers of the run.
  ModelRedis(SimClock clock, std::uint16_t number);
  ModelRedis(const ModelRedis&) = delete;
  ModelRedis& operator=(const ModelRedis&) = delete;

  std::optional<ClientId> accept(Outlet outlet) override;
  void receive(ClientId id, std::string_view bytes) override;
  void hang_up(ClientId id) override;
  // 10 times a second in Redis: keys expire and are named to who tracks.
  void tick();

  // What a command of somebody with all rights replies, whatever the mood.
  std::string run(const RedisWords& words);
  RedisUser& user(const std::string& name) { return users_[name]; }
  RedisKeyspace& keys() { return keys_; }
  // master_replid.
  std::string history() const;

  void set_mood(Mood mood) { mood_ = mood; }
  Mood mood() const { return mood_; }
  // From pause() to resume() nothing is answered; what was received is done then.
  void pause() { paused_ = true; }
  void resume();
  // Further connections are told so, and closed.
  void set_max_clients(std::size_t most) { max_clients_ = most; }
  void end_connections();

  // The process ends, with all it has in memory; until a start nobody is accepted. It may come back
  // as of the last save(), or empty.
  void stop();
  bool running() const { return running_; }
  void save() { saved_ = keys_.all(); }
  void start_empty();
  void start_from_save();

  // The keys of `db`, or all, are gone.
  void flush(std::optional<int> db = std::nullopt);
  // As by maxmemory: `count` keys that begin with `prefix`, from the `from`-th on.
  std::vector<std::string> evict(std::string_view prefix, std::size_t count, std::uint64_t from);
  // A replica that lacks the last `lost` is in its place: connections end, another history.
  void fail_over(SimTime lost);
  // Becomes a replica of `master` as it was `lag` ago, with its history.
  void replicate(const ModelRedis& master, SimTime lag);
  // A replica becomes a master.
  void promote();
  // Another history, which loses nothing by itself.
  void begin_history() { ++history_; }

 private:
  using Clients = std::map<ClientId, RedisClient>;

  void serve(ClientId id, RedisClient& client);
  void execute(ClientId id, RedisClient& client, const RedisWords& words);
  // Why a command is not run, as an error; empty where it is.
  std::string refusal(const RedisClient& client, const RedisCommand* command,
                      const RedisWords& words) const;
  std::string refusal_by_user(const RedisClient& client, const RedisCommand& command,
                              const RedisWords& words) const;
  std::string refusal_by_mood(const RedisClient& client, const RedisCommand& command) const;
  static void refuse(RedisClient& client, const RedisCommand* command, const std::string& why);

  void run_command(ClientId id, RedisClient& client, const RedisCommand& command,
                   const RedisWords& words);
  // False for a command of the server.
  bool run_of_connection(ClientId id, RedisClient& client, std::string_view name,
                         const RedisWords& words);
  void run_of_server(RedisClient& client, std::string_view name, const RedisWords& words);
  void log_in(RedisClient& client, const RedisWords& words);
  static void select_db(RedisClient& client, const RedisWords& words);
  void set_tracking(RedisClient& client, const RedisWords& words);
  static void subscribe(RedisClient& client, const RedisWords& words);
  static void answer_ping(RedisClient& client, const RedisWords& words);
  void watch(RedisClient& client, const RedisWords& words);
  static void begin_transaction(RedisClient& client);
  void execute_transaction(ClientId id, RedisClient& client);
  void kill_clients(RedisClient& client, const RedisWords& words);
  std::string client_list(std::string_view type) const;
  std::string info() const;

  void on_changed(const RedisKey& key);
  void on_all_changed(std::optional<int> db);
  void tell_changes();
  // Of these keys; of all where there are none.
  void tell(ClientId redirect, const std::set<std::string>& keys);
  // Sends what there is to send, and ends who is to end.
  void settle();
  void start(RedisKeyspace::Keys keys);

  SimClock clock_;
  std::uint16_t number_;
  std::uint64_t history_ = 1;
  std::string history_of_master_;  // of a replica's
  RedisKeyspace keys_;
  RedisKeyspace::Keys saved_;
  Clients clients_;
  ClientId last_id_ = 0;
  std::size_t max_clients_ = 10'000;
  std::map<std::string, RedisUser> users_;
  Mood mood_ = Mood::well;
  bool paused_ = false;
  bool running_ = true;
  SimTime ticked_{0};
  std::size_t evicted_ = 0;
};

}  // namespace greycache::simulation
