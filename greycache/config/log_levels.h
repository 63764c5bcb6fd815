// Which typed messages are logged: SQLgrey's loglevel and log_override.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "greycache/config/settings.h"

namespace greycache {

// SQLgrey's types of messages, in the order of its documentation.
enum class LogType : std::uint8_t {
  grey,
  whitelist,
  optin,
  spam,
  mail,
  dbaccess,
  martians,
  perf,
  system,
  conf,
  other
};
inline constexpr std::size_t kLogTypes = 11;

// The word before the colon of a message: "grey".
std::string_view log_type_name(LogType type);

// The greatest level of message (0 errors to 4 debugging) that is logged, by type; -1 none at all.
struct LogLevels {
  std::array<int, kLogTypes> levels{};

  bool logs(LogType type, int level) const {
    return level <= levels[static_cast<std::size_t>(type)];
  }
};

// `log_override` is "type:level,type:level"; level 0 there silences a type completely, as in
// SQLgrey. The error says what is wrong and what would be right.
tl::expected<LogLevels, std::string> parse_log_override(std::string_view log_override,
                                                        std::int64_t loglevel);

// Of settings that were read, whose log_override is good.
LogLevels log_levels_of(const Settings& settings);

}  // namespace greycache
