// Keeps the opt tables in memory as they are in the persistent store, whoever changes them.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "greycache/event/event_loop.h"
#include "greycache/policy/lists/opt_lists.h"
#include "greycache/storage/background_jobs.h"
#include "greycache/storage/worker.h"

namespace greycache {

// Asks every `interval` for opt_tables_version() and reads all four tables when it has changed, on
// the worker's thread, into lists of their own that then replace those in use: a million rows take
// about 70 MB, twice as much for the moment of the change. Rows that changed while they were read
// are read again, so that what one transaction wrote counts as a whole; the fourth reading in a row
// counts as it is. While the store cannot be asked the lists in use stay. Before the first reading
// there are none: nobody knows who wants greylisting. All calls on the loop's thread.
class OptWatch {
 public:
  struct Options {
    std::chrono::milliseconds interval{1000};
  };
  // `store_up` says whether it makes sense to ask, as it does of one that can be read only;
  // `on_lists` is called when lists() has changed.
  OptWatch(EventLoop& loop, Worker& worker, const Options& options, std::function<bool()> store_up,
           std::function<void()> on_lists, BackgroundJobs& jobs);

  // Begins at once, or ends and forgets the lists (without on_lists). Starts as ended.
  void set_wanted(bool wanted);
  // Asks at once instead of after the interval: somebody has changed a table.
  void look();

  // Not wanted, or read, or a reading has failed since it was: who waits for the lists may go on.
  bool tried() const { return !wanted_ || tried_; }
  // Null while not known.
  std::shared_ptr<const OptLists> lists() const { return lists_; }

 private:
  void ask_version();
  void version_is(const StoreResult<std::int64_t>& version);
  void read(std::int64_t version, int times_left);
  void confirm(std::int64_t version, std::shared_ptr<const OptLists> lists, int times_left);
  void have_read(std::int64_t version, std::shared_ptr<const OptLists> lists);
  void fail(const StoreError& error);
  void pause();

  Worker& worker_;
  Options options_;
  std::function<bool()> store_up_;
  std::function<void()> on_lists_;
  BackgroundJobs& jobs_;
  Timer timer_;
  bool wanted_ = false;
  bool tried_ = false;                   // since it is wanted
  bool busy_ = false;                    // a job is under way
  bool again_ = false;                   // look() came while it was
  std::optional<std::int64_t> version_;  // of lists_
  std::shared_ptr<const OptLists> lists_;
};

}  // namespace greycache
