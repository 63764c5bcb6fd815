// The configuration and all that the start of the daemon needs, as --check-config has it.
#pragma once

#include "greycache/config/settings_reader.h"
#include "greyctl/doctor/findings.h"

namespace greycache {

// Goes on as the daemon's account, where this process is root.
Findings look_at_settings(const LoadedSettings& loaded);

}  // namespace greycache
