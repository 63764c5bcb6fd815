// Shows that expired entries are deleted in time, whatever comes between.
#include "greycache/storage/cleaning_schedule.h"

#include <doctest/doctest.h>

namespace greycache {

namespace {

using namespace std::chrono_literals;
constexpr CleaningSchedule::Span kInterval = 30min;
const CleaningSchedule::Time kStart{};

}  // namespace

TEST_CASE("the first round comes after five minutes, or an interval that is shorter") {
  CHECK(CleaningSchedule(kInterval, kStart).due() == kStart + 5min);
  CHECK(CleaningSchedule(1min, kStart).due() == kStart + 1min);
}

TEST_CASE("a round follows an interval after the end of the one before") {
  CleaningSchedule schedule(kInterval, kStart);
  schedule.round_ended(kStart + 7min);
  CHECK(schedule.due() == kStart + 37min);
}

TEST_CASE("a reload every two seconds puts no round off, whatever interval it brings") {
  CleaningSchedule schedule(kInterval, kStart);
  schedule.round_ended(kStart);
  for (auto now = kStart; now < kStart + 25min; now += 4s) {
    schedule.set_interval(kInterval);
    CHECK(schedule.due() == kStart + kInterval);
    schedule.set_interval(20min);
    CHECK(schedule.due() == kStart + 20min);
  }
}

TEST_CASE("after the clock was set a round waits for a whole interval, yet not for ever") {
  CleaningSchedule schedule(kInterval, kStart);
  schedule.round_ended(kStart);
  schedule.clock_was_set(kStart + 10min);
  CHECK(schedule.due() == kStart + 40min);
  for (auto now = kStart; now < kStart + 24h; now += 1min) schedule.clock_was_set(now);
  CHECK(schedule.due() == kStart + 2h);
  schedule.round_ended(kStart + 2h);
  schedule.clock_was_set(kStart + 2h);
  CHECK(schedule.due() == kStart + 2h + kInterval);
}

TEST_CASE(
    "a round that failed is tried again soon, then less often, and once an interval at least") {
  CleaningSchedule schedule(20s, kStart);
  for (const auto pause : {5s, 10s, 20s, 20s}) {
    schedule.round_failed(kStart);
    CHECK(schedule.due() == kStart + pause);
  }
  schedule.round_ended(kStart);
  schedule.round_failed(kStart);
  CHECK(schedule.due() == kStart + 5s);
}

}  // namespace greycache
