// Finds the master: asks the Sentinels in turn.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "greycache/event/event_loop.h"
#include "greycache/redis/wire/answer_timer.h"
#include "greycache/redis/wire/redis_options.h"
#include "greycache/redis/wire/redis_socket.h"
#include "greycache/redis/wire/reply_reader.h"
#include "greycache/store/store_error.h"

namespace greycache {

// One search at a time, on the event-loop thread; nothing blocks. Each Sentinel has
// RedisOptions::timeout for its answer; the first that knows a master ends the search and is the
// first to be asked the next time, since those that were silent may be so for long. What it names
// may not be a master any more, or not yet: that is for the connection to find out.
class MasterSearch {
 public:
  // The error is `refused` where a Sentinel answered and none knows the master, else `unavailable`.
  using Done = std::function<void(StoreResult<RedisPlace>)>;

  // All must outlive the search. `options`: with at least one Sentinel.
  MasterSearch(EventLoop& loop, RedisSockets& sockets, const RedisOptions& options);
  MasterSearch(const MasterSearch&) = delete;
  MasterSearch& operator=(const MasterSearch&) = delete;

  // `done` comes once, from the loop or from within; it must not destroy the search.
  void begin(Done done);

 private:
  const RedisPlace& asked() const;
  void ask_on();
  bool ask(bool login);
  void next_sentinel(const StoreError& why);
  void close();
  void on_bytes(std::string_view bytes);
  void on_deadline();
  void on_reply(const RedisReply& reply);
  StoreError nowhere() const;

  const RedisOptions& options_;
  Done done_;
  std::size_t first_ = 0;      // in options_.sentinels
  std::size_t turn_ = 0;       // how many were asked before the one that is
  std::size_t strangers_ = 0;  // who do not know the master
  std::string complaints_;     // why the others were of no use
  bool refused_ = false;       // one of the complaints is no outage
  bool login_ = false;         // the one asked got our password
  std::optional<RedisReply> refused_login_;
  std::size_t replies_due_ = 0;

  std::unique_ptr<RedisSocket> socket_;
  std::optional<ReplyReader> reader_;
  AnswerTimer deadline_timer_;
};

}  // namespace greycache
