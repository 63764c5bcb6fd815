// The files of who may use the panel.
#pragma once

#include <string>

#include "greycache/config/settings.h"
#include "greyctl/doctor/account_look.h"
#include "greyctl/doctor/findings.h"

namespace greycache {

// Of one that is there, by name at least.
Findings account_findings(const AccountFacts& facts);

// Of those of conf_dir, as greyctl panel makes them, and of their lack where the panel may ask.
Findings look_at_accounts(const Settings& settings);

}  // namespace greycache
