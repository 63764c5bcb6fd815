// Prints the settings in effect in the file's own syntax.
#pragma once

#include <string>

#include "greycache/config/settings.h"

namespace greycache {

// One line a setting under the headings of its groups. Reads back to the same settings, but for
// passwords inside addresses: they are shown as "***", which read_settings() refuses.
std::string print_config(const Settings& settings);

}  // namespace greycache
