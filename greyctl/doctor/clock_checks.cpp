// Kept or not, and the same everywhere or not.
#include "greyctl/doctor/clock_checks.h"

#include <fmt/format.h>

namespace greycache {

namespace {

// This was written then: no clock is right that shows less.
constexpr UnixTime kEarliest = 1'764'000'000;  // 24 November 2025
constexpr Milliseconds kTolerated = std::chrono::seconds(2);
constexpr Milliseconds kWrong = std::chrono::minutes(1);
constexpr const char* kKeep =
    "apt install chrony (or systemd-timesyncd), and look again some minutes later";

}  // namespace

Findings clock_findings(const ClockFacts& clock, const Settings& settings) {
  Findings findings;
  if (clock.now < kEarliest) {
    findings.error("the host's clock is years behind: nothing that is known counts", kKeep);
  }
  if (!clock.known) {
    findings.note("whether anybody keeps the host's clock could not be seen", "");
  } else if (clock.synchronised) {
    findings.ok("the host's clock is kept");
  } else if (settings.storage == Storage::shared) {
    findings.warning(
        "nobody keeps the host's clock (NTP), and the clocks of mail hosts that share "
        "a storage must agree to within seconds",
        kKeep);
  } else {
    findings.note("nobody keeps the host's clock (NTP)", kKeep);
  }
  return findings;
}

Findings clock_difference_findings(std::string_view whose, Milliseconds ahead) {
  Findings findings;
  const Milliseconds distance = ahead < Milliseconds::zero() ? -ahead : ahead;
  if (distance <= kTolerated) return findings;
  const std::string what = fmt::format("the clock of {}'s host is {} s {} this host's", whose,
                                       std::chrono::round<std::chrono::seconds>(distance).count(),
                                       ahead > Milliseconds::zero() ? "ahead of" : "behind");
  const std::string advice = "have both clocks kept (chronyc tracking, timedatectl)";
  findings.put({distance > kWrong ? Severity::error : Severity::warning, what, advice});
  return findings;
}

}  // namespace greycache
