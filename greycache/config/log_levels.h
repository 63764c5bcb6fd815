// Which typed messages are logged: SQLgrey's loglevel and log_override.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "common/typed_log.h"
#include "greycache/config/settings.h"

namespace greycache {

// `log_override` is "type:level,type:level"; level 0 there silences a type completely, as in
// SQLgrey. The error says what is wrong and what would be right.
tl::expected<LogLevels, std::string> parse_log_override(std::string_view log_override,
                                                        std::int64_t loglevel);

// Of settings that were read, whose log_override is good.
LogLevels log_levels_of(const Settings& settings);

}  // namespace greycache
