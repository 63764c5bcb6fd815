// The hot store on Redis, shared by every MX: one hash a source, as docs/redis-keys.md shows it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "greycache/redis/awl_cache.h"
#include "greycache/redis/cache_tracking.h"
#include "greycache/redis/operation_queue.h"
#include "greycache/redis/pending_marks.h"
#include "greycache/redis/redis_connection.h"
#include "greycache/redis/source_tidy.h"
#include "greycache/redis/source_writing.h"
#include "greycache/redis/wire/redis_options.h"
#include "greycache/store/cache_counts.h"
#include "greycache/store/hot_store.h"

namespace greycache {

// What a RedisHotStore has seen since it began.
struct RedisCounters {
  std::int64_t unreadable = 0;    // fields or values that are none of ours, taken as absent
  std::int64_t foreign_keys = 0;  // commands refused because a key of ours is of another type
  std::int64_t tidied = 0;        // sources rid of expired entries
  std::int64_t untidied = 0;      // times that this failed
  std::int64_t large = 0;         // times a source was made large, since it had too many entries
};

// While Redis cannot be used every call answers at once with an error of kind unavailable; it is
// connected again in the background. A server that refuses to write (a replica, OOM, MISCONF) or a
// command (ACL) counts as one that cannot be used: answering from it would mean to forget.
// Merges (fill, replay) take two round trips; calls made between them wait for the first.
class RedisHotStore : public HotStore {
 public:
  using StateChange = RedisConnection::StateChange;

  // One fill() takes sources until they have this many facts (the first in any case), so that the
  // calls behind it meet their deadlines; the others stay as they are.
  static constexpr std::size_t kMaxFillFacts = 5000;
  // So many of them at most are written in one step, which fails for all if one is changed by
  // somebody else meanwhile.
  static constexpr std::size_t kFilledTogether = 64;

  // Connects from the first turn of the loop on. `state_changed` may be empty.
  RedisHotStore(EventLoop& loop, std::unique_ptr<RedisSockets> sockets, RedisOptions options,
                StateChange state_changed, RandomUnit random);

  std::optional<KnownEntries> peek(const Keys& keys, const Ages& ages) override;
  void look_up(std::span<const LookUp> asked, const Instant& at, std::span<KnownEntries> found,
               LookUpDone done) override;
  void apply(std::span<const Fact> facts, const Instant& at, WriteDone done) override;
  void fill(std::span<const SourceFacts> sources, const Instant& at) override;
  void replay(std::span<const Fact> facts, const Instant& at, WriteDone done) override;
  void drop(std::span<const std::string> sources) override;
  // What Redis says of keys that it evicted, and the epoch, which is gone with a flush.
  void ask_losses(std::function<void(StoreResult<std::string>)> done) override;
  // Reads them; nobody waits for that, nor is told of it, unless one is missing.
  void confirm(std::span<const Fact> facts, const Instant& at, WriteDone done) override;

  // Hears while caches().
  void set_listener(SourceListener* listener) override;

  // The first digits of the server's master_replid.
  std::string history() const override { return connection_.generation(); }
  void probe(WriteDone done) override;
  // Raises the epoch (store_epoch.h).
  void distrust(WriteDone done) override;

  // Whether AWL entries are answered from this process' memory; see RedisOptions::awl_cache.
  bool caches() const { return cache_.on(); }
  CacheCounts cache_counts() const;

  bool ready() const { return connection_.ready(); }
  const RedisCounters& counters() const { return counters_; }

 private:
  using Replies = StoreResult<std::span<const RedisReply>>;

  // Which reply tells the number of fields of which source.
  using SizeReplies = std::vector<std::pair<std::size_t, std::string>>;

  SteadyTime deadline() const;

  // A look_up() under way.
  struct Asked {
    std::span<const LookUp> look_ups;
    Instant at;
    std::span<KnownEntries> found;
    AwlCache::Moment moment;
    std::size_t first_reply;
    SteadyTime deadline;
  };

  // Markers of another generation do not count.
  void set_epoch(std::optional<std::int64_t> epoch);
  void begin_epoch(SteadyTime deadline, const WriteDone& done);
  void on_raised(const Replies& replies, const WriteDone& done);

  void add_marker(CommandBuffer& commands, const std::string& src, const Marker& marker,
                  const Ages& ages) const;
  void on_state(const StoreResult<std::string>& state);
  void on_found(const Asked& asked, const Replies& replies, const LookUpDone& done);
  void read_known(const LookUp& asked, const RedisReply& reply, KnownEntries& found,
                  const Asked& call);
  bool add_applied(CommandBuffer& commands, const SourceFacts& source, const Ages& ages);
  void on_applied(const SizeReplies& sizes, const Instant& at, const Replies& replies,
                  const WriteDone& done);
  void fill_whole(std::vector<SourceFacts> sources, const Instant& at);
  void merge(std::vector<SourceFacts> sources, const Marker* marker, const Instant& at,
             WriteDone done);
  void on_merge_read(const SourceMerge& merge, const Instant& at, SteadyTime deadline,
                     const Replies& replies, const WriteDone& done);

  // The error that ends a call, if any; ends the connection where that is due.
  StoreResult<void> outcome(const Replies& replies);
  void note_size(const std::string& src, std::size_t entries, const Instant& at);
  void note_marker(const std::string& src, const Marker& marker, const Instant& at);
  void tidy_next(const Instant& at);
  void on_tidy_read(const std::string& src, const Instant& at, SteadyTime deadline,
                    const Replies& replies);
  void on_tidied(const Instant& at, const Replies& replies);

  EventLoop& loop_;
  std::unique_ptr<RedisSockets> sockets_;
  RedisOptions options_;
  RandomUnit random_;
  RedisCounters counters_;
  std::string generation_;  // by generation_name(); empty where it is not known
  OperationQueue operations_;
  bool tidying_ = false;
  AwlCache cache_;
  std::int64_t cache_hits_ = 0;
  PendingMarks marks_;
  std::optional<CacheTracking> tracking_;
  TidyQueue to_tidy_;
  LargeSources large_;
  // Last: it goes first, and its callbacks use all of the above.
  RedisConnection connection_;
};

}  // namespace greycache
