// Jumps of the host's clock.
#include "greycache/daemon/clock_watch.h"

#include <doctest/doctest.h>

namespace greycache::clock_watch_test {

using std::chrono::hours;
using std::chrono::milliseconds;

namespace {

// Two clocks that a test moves.
struct Clocks {
  ClockWatch watch;
  ClockWatch::WallTime wall{hours(500'000)};
  ClockWatch::SteadyTime steady{hours(3)};

  auto check_after(milliseconds wall_by, milliseconds steady_by) {
    wall += wall_by;
    steady += steady_by;
    return watch.check(wall, steady);
  }
};

}  // namespace

TEST_CASE("the first look at the clocks is no jump") {
  Clocks clocks;
  CHECK_FALSE(clocks.check_after(milliseconds(0), milliseconds(0)));
}

TEST_CASE("clocks that agree to within 2 seconds did not jump, however late the check is") {
  Clocks clocks;
  clocks.check_after(milliseconds(0), milliseconds(0));
  CHECK_FALSE(clocks.check_after(milliseconds(1000), milliseconds(1000)));
  CHECK_FALSE(clocks.check_after(hours(1), hours(1)));
  CHECK_FALSE(clocks.check_after(milliseconds(3000), milliseconds(1000)));
  CHECK_FALSE(clocks.check_after(milliseconds(-1000), milliseconds(1000)));
}

TEST_CASE("more than 2 seconds either way is a jump, told once with its size") {
  Clocks clocks;
  clocks.check_after(milliseconds(0), milliseconds(0));
  CHECK(clocks.check_after(milliseconds(3001), milliseconds(1000)) == milliseconds(2001));
  CHECK_FALSE(clocks.check_after(milliseconds(1000), milliseconds(1000)));
  CHECK(clocks.check_after(milliseconds(-1001), milliseconds(1000)) == milliseconds(-2001));
  CHECK_FALSE(clocks.check_after(milliseconds(1000), milliseconds(1000)));
}

TEST_CASE("a clock that was set by years is told in full") {
  Clocks clocks;
  clocks.check_after(milliseconds(0), milliseconds(0));
  const hours years(24 * 365 * 30);
  CHECK(clocks.check_after(-years, milliseconds(0)) == -years);
  CHECK(clocks.check_after(years, milliseconds(0)) == years);
}

TEST_CASE("a slow drift never adds up to a jump") {
  Clocks clocks;
  clocks.check_after(milliseconds(0), milliseconds(0));
  for (int second = 0; second < 10'000; ++second) {
    REQUIRE_FALSE(clocks.check_after(milliseconds(1005), milliseconds(1000)));
  }
}

}  // namespace greycache::clock_watch_test
