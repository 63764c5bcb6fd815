// Settings that are good alone and fight each other, or mail that is out there.
#pragma once

#include "greycache/config/settings.h"
#include "greyctl/doctor/findings.h"

namespace greycache {

// What no setting is refused or warned of for by the configuration itself. Asks nobody.
Findings settings_findings(const Settings& settings);

}  // namespace greycache
