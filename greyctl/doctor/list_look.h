// The list files of conf_dir and the Public Suffix List, read as the daemon reads them.
#pragma once

#include "greycache/config/settings.h"
#include "greyctl/doctor/findings.h"

namespace greycache {

// Goes on as the daemon's account, where this process is root.
Findings look_at_lists(const Settings& settings);
Findings look_at_suffixes(const Settings& settings);

}  // namespace greycache
