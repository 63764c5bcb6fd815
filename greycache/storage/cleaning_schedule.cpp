// When expired entries are deleted next.
#include "greycache/storage/cleaning_schedule.h"

#include <algorithm>

namespace greycache {

CleaningSchedule::CleaningSchedule(Span interval, Time now)
    : interval_(interval), last_(now), due_(now + std::min(interval, kFirstRound)) {}

void CleaningSchedule::set_interval(Span interval) {
  if (interval == interval_) return;
  interval_ = interval;
  due_ = last_ + interval;
}

void CleaningSchedule::round_ended(Time now) {
  pause_ = {};
  last_ = now;
  due_ = now + interval_;
}

void CleaningSchedule::round_failed(Time now) {
  pause_ = std::max(pause_ * 2, kFirstPause);
  pause_ = std::min(pause_, interval_);
  due_ = now + pause_;
}

void CleaningSchedule::clock_was_set(Time now) {
  due_ = std::max(due_, std::min(now + interval_, last_ + kMostIntervals * interval_));
}

}  // namespace greycache
