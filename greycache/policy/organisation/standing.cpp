// The arithmetic of an organisation's standing.
#include "greycache/policy/organisation/standing.h"

#include <limits>

namespace greycache {

namespace {

// Counters come from rows that anybody may have written.
std::uint64_t added(std::uint64_t sum, std::uint64_t count) {
  return count > std::numeric_limits<std::uint64_t>::max() - sum
             ? std::numeric_limits<std::uint64_t>::max()
             : sum + count;
}

bool is_recent(std::int64_t day, std::int64_t today) {
  return day > today - kStandingDays && day <= today + 1;
}

}  // namespace

bool in_good_standing(std::span<const StandingCounts> counts, std::int64_t today) {
  std::uint64_t first_attempts = 0;
  std::uint64_t came_back = 0;
  for (const StandingCounts& count : counts) {
    if (!is_recent(count.day, today)) continue;
    first_attempts = added(first_attempts, count.first_attempts);
    came_back = added(came_back, count.came_back);
  }
  const std::uint64_t never = first_attempts > came_back ? first_attempts - came_back : 0;
  return added(came_back, kStandingSlack) >= never;
}

}  // namespace greycache
