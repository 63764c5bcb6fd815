// How much of a processor tasks may take in the long run: mail, beside which they run, needs it
// more.
#pragma once

#include <chrono>

namespace greycache::web {

// What a task took is paid for by `share` times as long, in which the next ones wait, once kAtOnce
// was taken without. Somebody who looks at pages never waits for that. Not thread-safe.
class ProcessorPace {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Span = std::chrono::nanoseconds;
  // Of a processor's time.
  static constexpr std::chrono::milliseconds kAtOnce{500};

  // A `share`-th of one processor; 0: as much as there is.
  explicit ProcessorPace(unsigned share) : share_(share) {}

  // A task has ended at `now`, and had the processor for so long.
  void took(Span span, Time now);
  // When the next one may begin; in the past: at once.
  Time next() const { return next_; }

 private:
  unsigned share_;
  Time next_ = Time::min();
};

// Of the calling thread, since it began.
ProcessorPace::Span processor_time();

}  // namespace greycache::web
