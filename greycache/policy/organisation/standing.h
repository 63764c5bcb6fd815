// Whether an organisation's entries count: most of its first attempts came back of late.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace greycache {

// The name under which the first attempts of an organisation's hosts are counted together. Those
// that smtp_server.regexp takes for mail servers by their names stand apart from the others, among
// which are the machines of an access provider's customers: "mail:isp.example" and "isp.example".
// No registrable domain has a colon.
std::string standing_name_of(std::string_view organisation, bool mail_server);
bool is_of_mail_servers(std::string_view standing_name);

// What came under an organisation's name on one day, at one host. Counters only grow.
struct StandingCounts {
  std::int64_t day = 0;  // days since 1970, UTC
  std::uint64_t first_attempts = 0;
  std::uint64_t came_back = 0;  // of whatever day's first attempts

  friend bool operator==(const StandingCounts&, const StandingCounts&) = default;
};

// How many may be missing. Less than 2 and a new organisation loses its standing by its first
// mail's second host; 2 to 5 gave the same in the model of docs/decisions/0031.
inline constexpr std::uint64_t kStandingSlack = 3;
// Today and the days before it. 2 to 30 gave the same there.
inline constexpr std::int64_t kStandingDays = 7;

// Good while came_back + slack >= first_attempts - came_back, summed over hosts and over the last
// days up to `today`; the day after it counts as well, as another host's clock may be there
// already. Without history good. Each (day, host) is to be given once.
bool in_good_standing(std::span<const StandingCounts> counts, std::int64_t today);

// So many of the same days must have come back, and at most one in so many have not, for an
// organisation's mail servers to be proven: greylisting delays their mail and stops nothing.
inline constexpr std::uint64_t kProvenReturns = 10;
inline constexpr std::uint64_t kProvenShare = 20;
// Without history not proven.
bool is_proven(std::span<const StandingCounts> counts, std::int64_t today);

// One unit in so many waits though the mail servers are proven, so that it is seen whether first
// attempts come back. Always the same in a process, by its secret key: nobody can avoid these.
inline constexpr std::uint64_t kWatchedShare = 4;
bool is_watched(std::string_view unit_source);

}  // namespace greycache
