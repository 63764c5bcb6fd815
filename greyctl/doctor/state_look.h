// state_dir on this host: its owner, its disk, what lies in it.
#pragma once

#include "greycache/config/settings.h"
#include "greyctl/doctor/findings.h"

namespace greycache {

Findings look_at_state(const Settings& settings);

}  // namespace greycache
