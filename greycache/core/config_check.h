// What --check-config and "greyctl check-config" say.
#pragma once

#include <string>
#include <vector>

#include "greycache/config/config_file.h"

namespace greycache {

struct ConfigCheck {
  std::vector<std::string> lines;  // a sentence each
  bool good = true;
};

// Warnings of the configuration, the lists, all that the start needs, and with `connect` the
// stores. As the account that the daemon runs under, where this process is root: it stays that
// account.
ConfigCheck check_configuration(const LoadedSettings& loaded, bool connect);

}  // namespace greycache
