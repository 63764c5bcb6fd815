// What a reload changes and what it cannot change.
#pragma once

#include <string_view>
#include <vector>

#include "greycache/config/settings.h"

namespace greycache {

// The names of the settings that differ but take effect at a restart only.
std::vector<std::string_view> reload_differences(const Settings& running, const Settings& read);

// What a reload puts into effect: `read`, with the running values of the settings that need a
// restart.
Settings reloaded(const Settings& running, const Settings& read);

}  // namespace greycache
