// Compares the steps of both clocks.
#include "greycache/daemon/clock_watch.h"

#include <utility>

namespace greycache {

std::optional<std::chrono::milliseconds> ClockWatch::check(WallTime wall, SteadyTime steady) {
  const auto before = std::exchange(last_, Reading{wall, steady});
  if (!before) return std::nullopt;
  const auto set_by = std::chrono::duration_cast<std::chrono::milliseconds>(
      (wall - before->wall) - (steady - before->steady));
  if (std::chrono::abs(set_by) <= kSmallest) return std::nullopt;
  return set_by;
}

}  // namespace greycache
