// When tasks may begin that have taken more than their share.
#include "common/share_pace.h"

#include <doctest/doctest.h>

#include <chrono>

namespace greycache::share_pace_test {

using namespace std::chrono_literals;
using Time = SharePace::Time;

TEST_CASE("who looks now and then does not wait") {
  SharePace pace(4);
  Time now{1h};
  for (int i = 0; i < 1000; ++i) {
    CHECK(pace.next() <= now);
    pace.took(50ms, now);
    now += 500ms;
  }
}

TEST_CASE("what was taken at once is paid for behind kAtOnce, by the share") {
  SharePace pace(4);
  const Time now{1h};
  pace.took(SharePace::kAtOnce, now);
  CHECK(pace.next() == now);
  pace.took(1ms, now);
  CHECK(pace.next() == now + 4ms);
}

TEST_CASE("in the long run a flood has its share") {
  SharePace pace(4);
  Time now{1h};
  std::chrono::nanoseconds taken{};
  while (now < Time{2h}) {
    pace.took(10ms, now += 10ms);
    taken += 10ms;
    now = std::max(now, pace.next());
  }
  CHECK(taken > 14min);
  CHECK(taken < 16min);
}

TEST_CASE("without a share nobody waits") {
  SharePace pace(0);
  pace.took(1h, Time{1h});
  CHECK(pace.next() == Time::min());
}

}  // namespace greycache::share_pace_test
