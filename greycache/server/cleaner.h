// Forgets what has expired, a little at a time, while requests go on.
#pragma once

#include <chrono>
#include <functional>
#include <vector>

#include "greycache/policy/fact.h"
#include "greycache/server/event_loop.h"
#include "greycache/server/worker.h"

namespace greycache {

// Every `interval` it lets the worker delete expired entries from the persistent store in batches
// with pauses between, until none is left. Sources that somebody waits for are loaded between two
// batches: so a batch that took longer than its budget makes the next one smaller, and the pause
// behind it is no shorter than itself.
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
  // `waited_in_vain` are waiting entries that were never retried (SQLgrey's "spam").
  using OnForgotten = std::function<void(const std::vector<Fact>& waited_in_vain)>;
  using OnRound = std::function<void(const Round& round)>;

  Cleaner(EventLoop& loop, Worker& worker, const Options& options, std::function<Cutoffs()> cutoffs,
          OnForgotten on_forgotten, OnRound on_round);

  void set_interval(std::chrono::milliseconds interval);

 private:
  void clean_batch();
  void finished(std::size_t asked, std::size_t deleted, std::chrono::milliseconds spent,
                const std::vector<Fact>& waited_in_vain);
  void fit_batch(std::chrono::milliseconds spent);

  Worker& worker_;
  Options options_;
  std::function<Cutoffs()> cutoffs_;
  OnForgotten on_forgotten_;
  OnRound on_round_;
  Timer timer_;
  Round round_;
  std::size_t batch_;
  bool busy_ = false;
};

}  // namespace greycache
