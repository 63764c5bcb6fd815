// The host's clock, and how far those of the stores are from it.
#pragma once

#include <string_view>

#include "common/duration.h"
#include "greycache/config/settings.h"
#include "greyctl/doctor/findings.h"

namespace greycache {

// What the kernel says of the clock (adjtimex(2)).
struct ClockFacts {
  bool known = false;         // it could be asked
  bool synchronised = false;  // somebody keeps it: chrony, ntpd, systemd-timesyncd
  UnixTime now = 0;
};

Findings clock_findings(const ClockFacts& clock, const Settings& settings);

// `ahead`: of the clock of the host on which `whose` ("Redis") runs, before this host's; below 0 it
// is behind. Times in entries are those of the host that saw the mail, so that several hosts must
// agree to within seconds.
Findings clock_difference_findings(std::string_view whose, Milliseconds ahead);

}  // namespace greycache
