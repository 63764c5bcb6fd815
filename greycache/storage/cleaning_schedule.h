// When expired entries are deleted next. The clock is passed in.
#pragma once

#include <chrono>

namespace greycache {

// A round every interval, counted from the end of the one before. Whatever comes between moves it
// within bounds only, so that nothing that comes often puts it off for ever.
class CleaningSchedule {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Span = std::chrono::milliseconds;

  // The first round comes this soon, or after an interval that is shorter: a daemon that is often
  // started anew cleans, too.
  static constexpr Span kFirstRound{300'000};
  // After a failure, doubled each time, and never longer than the interval.
  static constexpr Span kFirstPause{5'000};
  // A round is never put off for longer than so many intervals after the one before.
  static constexpr int kMostIntervals = 4;

  CleaningSchedule(Span interval, Time now);

  // Where it differs the next round is this long after the one before.
  void set_interval(Span interval);
  void round_ended(Time now);
  void round_failed(Time now);
  // The clock may be set back again soon: what a wrong one takes for expired is kept an interval
  // longer.
  void clock_was_set(Time now);

  Time due() const { return due_; }

 private:
  Span interval_;
  Span pause_{0};
  Time last_;
  Time due_;
};

}  // namespace greycache
