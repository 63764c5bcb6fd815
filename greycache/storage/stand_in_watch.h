// Tells the other hosts while this one goes without the hot store, and hears of those that do.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "greycache/event/event_loop.h"
#include "greycache/storage/background_jobs.h"
#include "greycache/storage/hot_tier.h"
#include "greycache/storage/worker.h"

namespace greycache {

// Every `interval`, and at once when the hot tier goes on its stand-in or comes back from it, one
// job of the worker writes or removes this host's row and reads those of the others: while one
// stands the tier does not believe the hot store alone. A row that a process before this one left
// goes when the tier has handed back. Of a row that nobody has renewed for `given_up_after` the
// host may never hand back what it has: each source is read from the persistent store anew, and
// then the row goes. While the store is away nothing is told, and what was read before is kept. The
// worker is the one that writes the journal out, so that a row is there before what its host
// acknowledges without the hot store. All calls on the loop's thread.
class StandInWatch {
 public:
  struct Options {
    // Names this host for good: printable ASCII without blanks.
    std::string host{};
    std::chrono::milliseconds interval{1000};
    std::chrono::seconds given_up_after{600};
  };
  // `store_up` says whether it makes sense to ask. All of these must outlive it.
  StandInWatch(EventLoop& loop, Worker& worker, HotTier& hot, Options options,
               std::function<bool()> store_up, BackgroundJobs& jobs);
  ~StandInWatch();
  StandInWatch(const StandInWatch&) = delete;
  StandInWatch& operator=(const StandInWatch&) = delete;

  // Asks with the next turn of the loop, behind what that gives the worker.
  void begin();
  // Asks before its time.
  void look();

  // Whether the store has been asked, and has answered or cannot.
  bool tried() const { return tried_; }
  // The others that go without, as the store had it of late; by host.
  const std::vector<StandIn>& others() const { return others_; }

 private:
  void ask();
  OwnStandIn own() const;
  void have_read(StoreResult<std::vector<StandIn>> rows);
  void tell_changes(const std::vector<StandIn>& others) const;
  void give_up_on_lost();
  void pause();

  Worker& worker_;
  HotTier& hot_;
  Options options_;
  std::function<bool()> store_up_;
  BackgroundJobs& jobs_;
  Timer timer_;
  bool tried_ = false;
  bool busy_ = false;        // a job is under way
  bool again_ = false;       // look() came while it was
  bool own_stands_ = false;  // this host's row, as it was read last
  std::vector<StandIn> others_;
  bool distrusting_ = false;
  std::vector<StandIn> given_up_;  // rows that may go: nobody believes the hot store as it was then
};

}  // namespace greycache
