// Log lines: a level, a text, and the place they go to. Untrusted parts must be escaped() by the
// caller.
#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <iterator>
#include <memory>
#include <string_view>
#include <utility>

#include "common/log_level.h"
#include "common/log_lines.h"

namespace greycache {

// Where lines go. May be called from any thread and must not block for long, unless a BackgroundLog
// stands before it.
class LogSink {
 public:
  virtual ~LogSink() = default;
  virtual void write(LogLevel level, std::string_view line) = 0;
  // In their order. How many of them were lost.
  virtual std::size_t write_all(const LogLines& lines);
};

// Standard error, a line each.
std::unique_ptr<LogSink> make_stderr_sink();

// Replaces the place where lines of this process go and returns the former one. Call it before
// threads start or from a test. Until the first call lines go to standard error.
std::unique_ptr<LogSink> set_log_sink(std::unique_ptr<LogSink> sink);

void log_line(LogLevel level, std::string_view line);

// A line is made where it needs no memory of its own, as long as it has less than 500 bytes.
template <typename... Args>
void log(LogLevel level, fmt::format_string<Args...> format, Args&&... args) {
  fmt::memory_buffer line;
  fmt::format_to(std::back_inserter(line), format, std::forward<Args>(args)...);
  log_line(level, {line.data(), line.size()});
}

}  // namespace greycache
