// Pages from templates: the only place that knows the template engine.
#pragma once

#include <string>
#include <string_view>

#include "greyweb/daemon/json.h"

namespace greycache::web {

// Fills the template of that name (page/templates/NAME.html) with the members of `view`. Every text
// is escaped for HTML; no template says otherwise (a test looks). Members that are null, false,
// empty texts or empty lists count as not there. Throws std::logic_error where there is no such
// template or it is wrong. Any thread.
std::string rendered(std::string_view name, const Json& view);

}  // namespace greycache::web
