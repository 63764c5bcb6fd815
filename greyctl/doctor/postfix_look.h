// Postfix's configuration on this host, and the accounts in it.
#pragma once

#include <string>

#include "greycache/config/settings.h"
#include "greyctl/doctor/findings.h"

namespace greycache {

// `config_directory` is that of an instance of Postfix; empty: Postfix's default. Each asks
// postconf(1) anew.
Findings look_at_postfix(const Settings& settings, const std::string& config_directory);
Findings look_at_greylisters(const Settings& settings, const std::string& config_directory);
Findings look_at_log(const std::string& config_directory);

}  // namespace greycache
