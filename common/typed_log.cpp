// The levels of this process, and the lines they let through.
#include "common/typed_log.h"

#include <algorithm>
#include <atomic>

namespace greycache {

namespace {

constexpr std::array<std::string_view, kLogTypes> kNames{"grey",   "whitelist", "optin",    "spam",
                                                         "mail",   "dbaccess",  "martians", "perf",
                                                         "system", "conf",      "other"};
constexpr std::string_view kBehindType = ": ";
constexpr int kDefaultLevel = 2;

using AtomicLevels = std::array<std::atomic<int>, kLogTypes>;

AtomicLevels& current_levels() {
  static AtomicLevels levels = {kDefaultLevel, kDefaultLevel, kDefaultLevel, kDefaultLevel,
                                kDefaultLevel, kDefaultLevel, kDefaultLevel, kDefaultLevel,
                                kDefaultLevel, kDefaultLevel, kDefaultLevel};
  return levels;
}

}  // namespace

std::string_view log_type_name(LogType type) {
  return kNames[static_cast<std::size_t>(type)];
}

LogLevels uniform_log_levels(int level) {
  LogLevels levels;
  levels.levels.fill(level);
  return levels;
}

void set_log_levels(const LogLevels& levels) {
  for (std::size_t type = 0; type < kLogTypes; ++type) {
    current_levels()[type].store(levels.levels[type], std::memory_order_relaxed);
  }
}

LogLevels log_levels() {
  LogLevels levels;
  for (std::size_t type = 0; type < kLogTypes; ++type) {
    levels.levels[type] = current_levels()[type].load(std::memory_order_relaxed);
  }
  return levels;
}

bool logs_typed(LogType type, int level) {
  return level <= current_levels()[static_cast<std::size_t>(type)].load(std::memory_order_relaxed);
}

LogLevel severity_of(int level) {
  constexpr std::array kSeverities{LogLevel::error, LogLevel::warning, LogLevel::notice,
                                   LogLevel::info, LogLevel::debug};
  return kSeverities[static_cast<std::size_t>(std::clamp(level, 0, 4))];
}

void begin_typed(LogType type, fmt::memory_buffer& line) {
  const std::string_view name = log_type_name(type);
  line.append(name.data(), name.data() + name.size());
  line.append(kBehindType.data(), kBehindType.data() + kBehindType.size());
}

}  // namespace greycache
