// The one connection to Redis: connected again when it is lost, with a deadline on everything.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "greycache/event/backoff.h"
#include "greycache/event/event_loop.h"
#include "greycache/redis/master_search.h"
#include "greycache/redis/wire/answer_timer.h"
#include "greycache/redis/wire/command_buffer.h"
#include "greycache/redis/wire/redis_options.h"
#include "greycache/redis/wire/redis_session.h"
#include "greycache/redis/wire/redis_socket.h"
#include "greycache/store/store_error.h"

namespace greycache {

// Lives on the event-loop thread; callbacks come from the loop or from within send() and fail(),
// and must not destroy it. It connects with the first turn of the loop.
class RedisConnection {
 public:
  // Told when it becomes ready (a sentence where), when it no longer is (and why), and when it
  // still is not but for another reason.
  using StateChange = std::function<void(const StoreResult<std::string>& state)>;

  // Commands that wait for a server that does not read; beyond it send() fails.
  static constexpr std::size_t kMaxUnsentBytes = std::size_t{8} << 20;

  // Loop, sockets and options must outlive the connection.
  RedisConnection(EventLoop& loop, RedisSockets& sockets, const RedisOptions& options,
                  StateChange state_changed, RandomUnit random);
  RedisConnection(const RedisConnection&) = delete;
  RedisConnection& operator=(const RedisConnection&) = delete;

  bool ready() const { return state_ == State::ready; }

  // Of the connection that is or was ready last: see generation_of(). Empty before.
  const std::string& generation() const { return generation_; }
  // As it was when the connection became ready: see store_epoch.h.
  std::int64_t epoch() const { return epoch_; }

  // The server in use, for another connection beside this one.
  const RedisPlace& server() const { return server_; }

  // Sends at least one command. `done` comes at `deadline` at the latest, with an error of kind
  // unavailable at once where the connection is not ready. A missed deadline ends the connection
  // and with it every batch under way, so that a late reply is never taken for another's.
  void send(const CommandBuffer& commands, SteadyTime deadline, RedisBatch::Done done);

  // Ends the connection for this reason and begins to connect again later.
  void fail(const StoreError& why);

 private:
  enum class State { disconnected, connecting, ready };
  void find_server();
  void connect_to(const RedisPlace& server);
  void on_bytes(std::string_view bytes);
  void on_gone(const std::string& reason);
  void on_refused(const std::string& reason);
  void say_hello();
  void on_hello(StoreResult<std::span<const RedisReply>> replies);
  void on_deadline();
  void deliver();
  void transmit(const CommandBuffer& commands, SteadyTime deadline, RedisBatch::Done done);
  void watch_deadline(SteadyTime deadline);
  void lose(const StoreError& why);
  void close();
  void connect_later();
  void tell(const StoreResult<std::string>& state);

  EventLoop& loop_;
  const RedisOptions& options_;
  StateChange state_changed_;
  RandomUnit random_;
  Backoff backoff_;
  State state_ = State::disconnected;
  // What was told last: nothing, or the reason; empty for ready.
  std::optional<std::string> told_;
  std::string why_not_ready_ = "not connected to Redis yet";
  SteadyTime ready_since_;
  std::string generation_;
  std::int64_t epoch_ = 0;

  std::optional<MasterSearch> search_;  // where Sentinels tell where the server is
  RedisPlace server_;
  std::unique_ptr<RedisSocket> socket_;
  std::optional<RedisSession> session_;  // there while the socket is connected or connecting
  std::optional<SteadyTime> watched_deadline_;
  AnswerTimer deadline_timer_;
  Timer connect_timer_;
};

}  // namespace greycache
