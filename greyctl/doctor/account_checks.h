// The files of who may use the panel.
#pragma once

#include <sys/types.h>

#include <string>

#include "greycache/config/settings.h"
#include "greyctl/doctor/findings.h"

namespace greycache {

// Of one that is there, by its mode as of stat(2).
Findings account_findings(const std::string& path, mode_t mode);

// Of those of conf_dir, as greyctl panel makes them.
Findings look_at_accounts(const Settings& settings);

}  // namespace greycache
