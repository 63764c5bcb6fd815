// The hot store on the Redis of redis_server.h, and an administrator's view of it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "greycache/event/libevent_loop.h"
#include "greycache/redis/redis_hot_store.h"
#include "tests/contract/found_entries.h"
#include "tests/contract/hot_store_suite.h"
#include "tests/contract/redis_server.h"

namespace greycache {

// What markers of the server are known by, see store_epoch.h.
std::string redis_generation();

// Of test_options(), as log lines have it.
std::string test_place();

// A RedisHotStore on a loop of its own. Begins with an empty Redis unless told otherwise.
class RedisHarness : public HotStoreHarness {
 public:
  explicit RedisHarness(RedisOptions options = test_options());

  RedisHotStore& store() override { return *store_; }
  void run_loop_until(const std::function<bool()>& reached) override;
  std::size_t entries_per_source() const override { return kMostOfSource; }

  void run_until_ready();
  // What was sent is with Redis then; its answer is not read yet.
  void write_out();
  LibeventLoop& loop() { return loop_; }

  // What the store told of its connection: "ready: ..." or "not ready: ...".
  const std::vector<std::string>& told() const { return told_; }
  // Whether any of it holds `text`.
  bool was_told(const std::string& text) const;

  // The calls of the port, waited for.
  StoreResult<FoundEntries> look_up(const Keys& keys, bool whole = false, UnixTime now = kNow,
                                    const Ages& ages = {});
  StoreResult<void> apply(const std::vector<Fact>& facts, UnixTime now = kNow,
                          const Ages& ages = {});
  StoreResult<void> confirm(const std::vector<Fact>& facts);
  StoreResult<std::string> losses();
  StoreResult<void> probe();
  StoreResult<void> distrust();
  StoreResult<void> replay(const std::vector<Fact>& facts, UnixTime now = kNow,
                           const Ages& ages = {});
  void fill(const std::string& src, const std::vector<Fact>& facts, UnixTime now = kNow,
            const Ages& ages = {});

 private:
  StoreResult<void> wait_for(const std::function<void(HotStore::WriteDone)>& call);

  LibeventLoop loop_;
  bool by_tls_;
  std::vector<std::string> told_;
  std::unique_ptr<RedisHotStore> store_;
};

}  // namespace greycache
