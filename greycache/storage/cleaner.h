// Forgets what has expired, a little at a time, while requests go on.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "greycache/event/event_loop.h"
#include "greycache/policy/fact.h"
#include "greycache/storage/background_jobs.h"
#include "greycache/storage/cleaning_schedule.h"
#include "greycache/storage/worker.h"

namespace greycache {

// As CleaningSchedule says it lets the worker delete expired entries from the persistent store in
// batches with pauses between, until none is left. That it fails, or that the upkeep of partitions
// does, is reported to the jobs, unless the store is away as a whole. Sources that somebody waits
// for are loaded between two batches: so a batch that took longer than its budget makes the next
// one smaller, and the pause behind it is no shorter than itself.
class Cleaner {
 public:
  struct Options {
    std::chrono::milliseconds interval{1'800'000};  // db_cleandelay
    std::size_t least_batch = 250;  // less would not pay for what a batch costs at least
    std::size_t most_batch = 1000;
    std::chrono::milliseconds budget{5};  // of a batch
    std::chrono::milliseconds pause{5};   // between batches, at least
  };
  // What a round has deleted.
  struct Round {
    std::chrono::milliseconds spent{0};
    std::size_t deleted = 0;
  };
  // `waited_in_vain` are waiting entries that were never retried (SQLgrey's "spam"). Called on the
  // worker's thread: a line in the log for each of a thousand would hold up the loop.
  using OnForgotten = std::function<void(const std::vector<Fact>& waited_in_vain)>;
  struct Callbacks {
    std::function<Cutoffs()> cutoffs;
    std::function<bool()> store_up;
    OnForgotten on_forgotten;
    std::function<void(const Round& round)> on_round;
  };

  Cleaner(EventLoop& loop, Worker& worker, const Options& options, Callbacks callbacks,
          BackgroundJobs& jobs);

  void set_interval(std::chrono::milliseconds interval);
  // The host's clock was set.
  void clock_was_set();

 private:
  struct Batch;

  void clean_batch();
  void finished(const Batch& batch);
  void failed(const std::string& why);
  void fit_batch(std::chrono::milliseconds spent);
  void wait_until_due();

  Worker& worker_;
  EventLoop::Clock clock_;
  Options options_;
  Callbacks callbacks_;
  BackgroundJobs& jobs_;
  Timer timer_;
  CleaningSchedule schedule_;
  Round round_;
  std::size_t batch_;
  bool busy_ = false;
};

}  // namespace greycache
