// Notices when the host's clock is set, by the clock that nobody can set.
#pragma once

#include <chrono>
#include <optional>

namespace greycache {

// Both clocks are passed in. A clock that runs a little fast or slow (ntpd slews by 0.05 % at most)
// never adds up to a jump: each check counts from the one before. A host that slept looks like a
// clock that was set forward.
class ClockWatch {
 public:
  using WallTime = std::chrono::system_clock::time_point;
  using SteadyTime = std::chrono::steady_clock::time_point;

  static constexpr std::chrono::milliseconds kSmallest{2000};

  // By how much the wall clock was set since the last check, where that is more than kSmallest
  // either way; positive when it was set forward. Nothing at the first check. To be called about
  // once a second.
  std::optional<std::chrono::milliseconds> check(WallTime wall, SteadyTime steady);

 private:
  struct Reading {
    WallTime wall;
    SteadyTime steady;
  };
  std::optional<Reading> last_;
};

}  // namespace greycache
