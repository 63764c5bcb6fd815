// Whether anybody keeps this host's clock.
#pragma once

#include "greycache/config/settings.h"
#include "greyctl/doctor/findings.h"

namespace greycache {

Findings look_at_clock(const Settings& settings);

}  // namespace greycache
