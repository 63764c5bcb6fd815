// How much of something tasks may take in the long run: mail, beside which they run, needs it more.
#pragma once

#include <chrono>

namespace greycache {

// What a task took is paid for by `share` times as long, in which the next ones wait, once kAtOnce
// was taken without. Somebody who looks at pages never waits for that. Not thread-safe.
class SharePace {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Span = std::chrono::nanoseconds;
  // Of the time that is counted, a processor's or any.
  static constexpr std::chrono::milliseconds kAtOnce{500};

  // A `share`-th of all; 0: as much as there is.
  explicit SharePace(unsigned share) : share_(share) {}

  // A task has ended at `now`, and had so much.
  void took(Span span, Time now);
  // When the next one may begin; in the past: at once.
  Time next() const { return next_; }

 private:
  unsigned share_;
  Time next_ = Time::min();
};

}  // namespace greycache
