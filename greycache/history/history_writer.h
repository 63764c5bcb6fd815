// Writes the history beside the loop: rows wait in memory for a thread that has the store.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "common/duration.h"
#include "common/leavable_thread.h"
#include "greycache/history/history_line.h"
#include "greycache/history/history_store.h"

namespace greycache {

// add() never waits: when Limits are reached further rows are lost, and counted. What the store
// does not take stays and is tried again, after pauses that double up to `longest_pause`; a row
// that it can never take is lost, and no other with it. The end gives what waits a last chance, but
// not longer than `patience`.
class HistoryWriter {
 public:
  struct Options {
    std::size_t most_waiting = 50'000;                // rows
    std::size_t most_bytes = std::size_t{32} << 20U;  // of them, in memory
    std::size_t batch = 1000;                         // rows, at most
    std::chrono::milliseconds rest{200};              // between batches: what comes is gathered
    std::chrono::milliseconds tending{300'000};       // between two tend()
    std::chrono::milliseconds longest_pause{10'000};  // after a failure
    std::chrono::milliseconds patience{250};          // of the end
    std::function<UnixTime()> clock;                  // of the wall; any thread
  };
  // What became of the rows, since the start.
  struct State {
    std::int64_t written = 0;
    std::int64_t lost = 0;
    std::int64_t waiting = 0;   // now
    std::int64_t failures = 0;  // of the store, times
    bool failing = false;       // twice in a row: a table may be about to be made
    std::string reason;         // of the last failure, escaped
  };

  // `keep`: how long a row is kept; the store is cleared of older ones. 0: of all.
  HistoryWriter(std::unique_ptr<HistoryStore> store, Milliseconds keep, Options options);
  ~HistoryWriter();
  HistoryWriter(const HistoryWriter&) = delete;
  HistoryWriter& operator=(const HistoryWriter&) = delete;

  void add(HistoryLine&& row);
  // From now on. With 0 nothing more may be added.
  void set_keep(Milliseconds keep);
  State state() const;
  // Begins the end, which the destructor waits for: so others can end side by side.
  void end();

 private:
  class Queue;

  std::shared_ptr<Queue> queue_;
  LeavableThread thread_;
};

}  // namespace greycache
