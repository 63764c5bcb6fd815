// Log lines: a level, a text, and the place they go to. Untrusted parts must be escaped() by the
// caller.
#pragma once

#include <fmt/format.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace greycache {

// Severities of syslog(3), by the numbers it has for them.
enum class LogLevel { error = 3, warning = 4, notice = 5, info = 6, debug = 7 };

// Where lines go. write() may be called from any thread and must not block for long.
class LogSink {
 public:
  virtual ~LogSink() = default;
  virtual void write(LogLevel level, std::string_view line) = 0;
};

// To syslog(3), facility mail, as "ident: line" (sqlgrey-logstats does not read a process id); or
// to standard error, a line each.
std::unique_ptr<LogSink> make_syslog_sink(const std::string& ident);
std::unique_ptr<LogSink> make_stderr_sink();

// Replaces the place where lines of this process go and returns the former one. Call it before
// threads start or from a test. Until the first call lines go to standard error.
std::unique_ptr<LogSink> set_log_sink(std::unique_ptr<LogSink> sink);

void log_line(LogLevel level, std::string_view line);

template <typename... Args>
void log(LogLevel level, fmt::format_string<Args...> format, Args&&... args) {
  log_line(level, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace greycache
