// Keeps the AWL cache true: it is on only while Redis names each key that is changed.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "greycache/event/backoff.h"
#include "greycache/event/event_loop.h"
#include "greycache/redis/awl_cache.h"
#include "greycache/redis/invalidation_feed.h"
#include "greycache/redis/pending_marks.h"
#include "greycache/redis/redis_connection.h"
#include "greycache/store/source_listener.h"

namespace greycache {

// Asks for CLIENT TRACKING in broadcast mode, of all keys under the prefix, changed by anybody,
// this process included. Not in the mode that remembers who read what: that takes 115 bytes a key
// in Redis, and forgets a key with the first write, of our own with NOLOOP too, so that the next
// write of somebody else would stay unsaid. See docs/decisions/0008-awl-cache.md.
//
// The cache goes on once a write of ours was named on the second connection: then both reach the
// same server. It goes off as soon as either connection is lost or does not answer in time, and the
// second connection is then made again, with growing pauses; also where the server refuses, since
// an administrator may give the right meanwhile. Markers that wait are given up where their source
// was changed meanwhile. Whoever listens hears of the same keys while the cache is on.
class CacheTracking {
 public:
  // All must outlive it.
  CacheTracking(EventLoop& loop, RedisSockets& sockets, const RedisOptions& options,
                RedisConnection& data, AwlCache& cache, PendingMarks& marks, RandomUnit random);
  CacheTracking(const CacheTracking&) = delete;
  CacheTracking& operator=(const CacheTracking&) = delete;

  // The data connection is ready, or no longer.
  void data_ready();
  void data_lost();

  // nullptr for nobody; one that is set while the cache is on hears from now on.
  void set_listener(SourceListener* listener);
  // Who listens begins anew: Redis lacks what it had, or what only the persistent store has.
  void tell_from_now();

  // Keys that were named since it began; all of them at once count as one.
  std::int64_t invalidations() const { return invalidations_; }

 private:
  InvalidationFeed::Events events();
  void listen();
  void ask_for_tracking(std::int64_t client_id);
  void on_tracking(const StoreResult<std::span<const RedisReply>>& replies);
  void on_changed(std::string_view key);
  void on_alive();
  void go_on();
  void stop(const StoreError& why);
  void switch_off();

  EventLoop& loop_;
  const RedisOptions& options_;
  RedisConnection& data_;
  AwlCache& cache_;
  PendingMarks& marks_;
  SourceListener* listener_ = nullptr;
  Backoff backoff_;
  const std::string key_begin_;
  bool data_ready_ = false;
  bool tracked_ = false;      // Redis said OK
  bool named_ = false;        // a key was named on this second connection
  std::int64_t attempt_ = 0;  // so that replies to an earlier one are known
  std::string told_;          // why it is off, as it was logged last
  std::int64_t invalidations_ = 0;
  Timer retry_timer_;
  InvalidationFeed feed_;
};

}  // namespace greycache
