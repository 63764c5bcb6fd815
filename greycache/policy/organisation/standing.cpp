// The arithmetic of an organisation's standing.
#include "greycache/policy/organisation/standing.h"

#include <limits>

#include "common/keyed_hash.h"

namespace greycache {

namespace {

constexpr std::string_view kMailServers = "mail:";

// So that who is watched tells nothing of where names fall in tables.
constexpr std::string_view kWatched = "watched ";

// Counters come from rows that anybody may have written.
std::uint64_t added(std::uint64_t sum, std::uint64_t count) {
  return count > std::numeric_limits<std::uint64_t>::max() - sum
             ? std::numeric_limits<std::uint64_t>::max()
             : sum + count;
}

bool is_recent(std::int64_t day, std::int64_t today) {
  return day > today - kStandingDays && day <= today + 1;
}

struct Sums {
  std::uint64_t first_attempts = 0;
  std::uint64_t came_back = 0;
  std::uint64_t never = 0;  // came back
};

Sums recent_sums(std::span<const StandingCounts> counts, std::int64_t today) {
  Sums sums;
  for (const StandingCounts& count : counts) {
    if (!is_recent(count.day, today)) continue;
    sums.first_attempts = added(sums.first_attempts, count.first_attempts);
    sums.came_back = added(sums.came_back, count.came_back);
  }
  if (sums.first_attempts > sums.came_back) sums.never = sums.first_attempts - sums.came_back;
  return sums;
}

}  // namespace

std::string standing_name_of(std::string_view organisation, bool mail_server) {
  return std::string(mail_server ? kMailServers : "").append(organisation);
}

bool is_of_mail_servers(std::string_view standing_name) {
  return standing_name.starts_with(kMailServers);
}

bool in_good_standing(std::span<const StandingCounts> counts, std::int64_t today) {
  const Sums sums = recent_sums(counts, today);
  return added(sums.came_back, kStandingSlack) >= sums.never;
}

bool is_proven(std::span<const StandingCounts> counts, std::int64_t today) {
  const Sums sums = recent_sums(counts, today);
  return sums.came_back >= kProvenReturns && sums.never <= sums.first_attempts / kProvenShare;
}

bool is_watched(std::string_view unit_source) {
  return keyed_hash(std::string(kWatched).append(unit_source)) % kWatchedShare == 0;
}

}  // namespace greycache
