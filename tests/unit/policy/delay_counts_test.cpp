// Delays are counted by the steps that they end within.
#include "greycache/policy/delay_counts.h"

#include <doctest/doctest.h>

namespace greycache {

TEST_CASE("a delay counts within its own step and within all longer ones") {
  DelayCounts counts;
  counts.add(359);
  counts.add(360);
  counts.add(361);
  CHECK(counts.within[2] == 0);  // 300
  CHECK(counts.within[3] == 2);  // 360
  CHECK(counts.within[4] == 3);  // 420
  CHECK(counts.within.back() == 3);
  CHECK(counts.mails == 3);
  CHECK(counts.seconds == 1080);
}

TEST_CASE("a delay beyond the last step counts within none") {
  DelayCounts counts;
  counts.add(86400);
  counts.add(86401);
  CHECK(counts.within.back() == 1);
  CHECK(counts.mails == 2);
}

TEST_CASE("a delay before the first attempt, by a clock that was set back, counts as none") {
  DelayCounts counts;
  counts.add(-5);
  CHECK(counts.within.front() == 1);
  CHECK(counts.seconds == 0);
}

TEST_CASE("the step of a share is the first that holds as much") {
  DelayCounts counts;
  CHECK_FALSE(counts.step_of(50));
  counts.add(310, 94);
  counts.add(1500, 5);
  CHECK(counts.step_of(50) == 360);
  CHECK(counts.step_of(94) == 360);
  CHECK(counts.step_of(95) == 1800);
  CHECK(counts.step_of(100) == 1800);
  counts.add(90000);
  CHECK(counts.step_of(99) == 1800);
  CHECK_FALSE(counts.step_of(100));
}

TEST_CASE("counts of two hosts add up") {
  DelayCounts counts;
  counts.add(310, 3);
  DelayCounts others;
  others.add(50, 2);
  others.add(400);
  counts.add(others);
  CHECK(counts.within[0] == 2);
  CHECK(counts.within[3] == 5);
  CHECK(counts.within[4] == 6);
  CHECK(counts.mails == 6);
  CHECK(counts.seconds == 930 + 100 + 400);
}

}  // namespace greycache
