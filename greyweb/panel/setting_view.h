// One setting of the daemon's answer, as the pages show it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "greyweb/daemon/json.h"

namespace greycache::web {

// For settings.html and setting.html: id, value, default, unit, range, choices, effect, help,
// sqlgrey, from, and `edit` empty.
Json setting_view(const Json& setting);

// In all groups of the answer of "settings"; nullptr where there is none of that name.
const Json* find_setting_row(const Json& answer, std::string_view name);

// Whether a search finds it: in its name or its explanation, in any case.
bool setting_holds(const Json& setting, std::string_view text);

}  // namespace greycache::web
