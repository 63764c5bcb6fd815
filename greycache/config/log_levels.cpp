// Reads loglevel and log_override.
#include "greycache/config/log_levels.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/text.h"

namespace greycache {

namespace {

std::array<std::string_view, kLogTypes> type_names() {
  std::array<std::string_view, kLogTypes> names;
  for (std::size_t type = 0; type < kLogTypes; ++type) {
    names[type] = log_type_name(static_cast<LogType>(type));
  }
  return names;
}

std::string unknown_type(std::string_view name) {
  const auto names = type_names();
  const std::string_view near = nearest(name, names);
  return fmt::format("\"{}\" is no type of message{}; the types are {}", escaped(name, 40),
                     near.empty() ? "" : fmt::format(" (did you mean {}?)", near),
                     fmt::join(names, ", "));
}

std::string take_override(std::string_view item, LogLevels& levels) {
  const std::size_t colon = item.find(':');
  if (colon == item.npos) {
    return fmt::format("\"{}\" is not type:level; write, for example, grey:3,conf:4",
                       escaped(item, 40));
  }
  const std::string_view name = trimmed(item.substr(0, colon));
  const std::string_view level = trimmed(item.substr(colon + 1));
  const auto names = type_names();
  const auto type = std::find(names.begin(), names.end(), name);
  if (type == names.end()) return unknown_type(name);
  if (level.size() != 1 || level.front() < '0' || level.front() > '4') {
    return fmt::format("\"{}\" is no level; write a digit from 0 to 4", escaped(level, 40));
  }
  const int number = level.front() - '0';
  levels.levels[static_cast<std::size_t>(type - names.begin())] = number == 0 ? -1 : number;
  return {};
}

}  // namespace

tl::expected<LogLevels, std::string> parse_log_override(std::string_view log_override,
                                                        std::int64_t loglevel) {
  LogLevels levels = uniform_log_levels(static_cast<int>(loglevel));
  if (trimmed(log_override).empty()) return levels;
  for (const std::string_view item : split(log_override, ',')) {
    if (std::string wrong = take_override(item, levels); !wrong.empty()) {
      return tl::unexpected(std::move(wrong));
    }
  }
  return levels;
}

LogLevels log_levels_of(const Settings& settings) {
  return parse_log_override(settings.log_override, settings.loglevel).value();
}

}  // namespace greycache
