// Log lines of SQLgrey's types and levels: "conf: /etc/greycache/... read again".
#pragma once

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <utility>

#include "common/log.h"

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

// The greatest level of message that is logged, by type: 0 errors, 1 warnings, 2 what happens, 3
// why, 4 debugging; -1 nothing at all.
struct LogLevels {
  std::array<int, kLogTypes> levels{};

  bool logs(LogType type, int level) const {
    return level <= levels[static_cast<std::size_t>(type)];
  }
};

// All types at `level`.
LogLevels uniform_log_levels(int level);

// The levels of this process; 2 for all types until the first call. Any thread.
void set_log_levels(const LogLevels& levels);
LogLevels log_levels();

// Whether a line of this type and level is written: ask before making a costly one. Any thread.
bool logs_typed(LogType type, int level);

// The severity that SQLgrey gives a level: 0 is an error, 4 debugging.
LogLevel severity_of(int level);

// Puts "type: " at the beginning of a line.
void begin_typed(LogType type, fmt::memory_buffer& line);

// Writes "type: text" where the levels of this process allow. Any thread.
template <typename... Args>
void log_typed(LogType type, int level, fmt::format_string<Args...> format, Args&&... args) {
  if (!logs_typed(type, level)) return;
  fmt::memory_buffer line;
  begin_typed(type, line);
  fmt::format_to(std::back_inserter(line), format, std::forward<Args>(args)...);
  log_line(severity_of(level), {line.data(), line.size()});
}

}  // namespace greycache
