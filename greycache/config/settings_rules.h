// What holds between settings: those that follow another one, and those that must agree.
#pragma once

#include <functional>
#include <string_view>

#include "greycache/config/config_messages.h"
#include "greycache/config/settings.h"

namespace greycache {

// The line where a setting stands in the file, 0 where it does not.
using LineOf = std::function<int(std::string_view name)>;

// Gives settings that are not in the file the value that follows from others:
// reject_early_reconnect from reject_first_attempt, awl_refresh at most half of awl_age. An
// empty log_ident, as in SQLgrey, is the default.
void follow_other_settings(Settings& settings, const LineOf& line_of);

// Settings that are good alone but not together.
void check_together(const Settings& settings, const LineOf& line_of, ConfigMessages& messages);

}  // namespace greycache
