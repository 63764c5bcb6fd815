// Standard error as a log, and the one that is in use.
#include "common/log.h"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <climits>

#include "common/deadline.h"
#include "common/timed_io.h"

namespace greycache {

namespace {

class StderrSink : public LogSink {
 public:
  void write(LogLevel level, std::string_view line) override {
    LogLines lines;
    lines.add(level, line);
    write_all(lines);
  }

  std::size_t write_all(const LogLines& lines) override {
    if (torn_ && write_text("\n") == 0) return lines.size();
    torn_ = false;
    const std::size_t at_once = most_at_once();
    for (std::size_t first = 0, next = 0; first < lines.size(); first = next) {
      const std::string_view text = lines.take(next, at_once);
      const std::string_view written = text.substr(0, write_text(text));
      if (written.size() == text.size()) continue;
      torn_ = !written.empty() && written.back() != '\n';
      const auto whole = std::count(written.begin(), written.end(), '\n');
      return lines.size() - first - static_cast<std::size_t>(whole);
    }
    return 0;
  }

 private:
  // Two daemons share standard error while one takes over from the other: what has more bytes than
  // PIPE_BUF may be mixed with the other's lines, but in a file.
  static std::size_t most_at_once() {
    struct stat status {};
    const bool file = fstat(STDERR_FILENO, &status) == 0 && S_ISREG(status.st_mode);
    return file ? std::size_t{1} << 20U : PIPE_BUF;
  }

  // Who shares it may have made it non-blocking.
  static bool has_room_soon() {
    return wait_for(STDERR_FILENO, POLLOUT, Deadline::after(std::chrono::seconds(1)));
  }

  // Returns how many bytes were written: not all where standard error takes no more.
  static std::size_t write_text(std::string_view text) {
    std::size_t written = 0;
    while (written < text.size()) {
      const ssize_t count = ::write(STDERR_FILENO, text.data() + written, text.size() - written);
      if (count < 0 && errno != EINTR && !(errno == EAGAIN && has_room_soon())) break;
      written += static_cast<std::size_t>(std::max<ssize_t>(count, 0));
    }
    return written;
  }

  // A line was begun and could not be ended: the next one must not look like the rest of it.
  std::atomic<bool> torn_ = false;
};

std::unique_ptr<LogSink>& current_sink() {
  static std::unique_ptr<LogSink> sink = make_stderr_sink();
  return sink;
}

}  // namespace

std::size_t LogSink::write_all(const LogLines& lines) {
  for (std::size_t i = 0; i < lines.size(); ++i) write(lines.level(i), lines.line(i));
  return 0;
}

std::unique_ptr<LogSink> make_stderr_sink() {
  return std::make_unique<StderrSink>();
}

std::unique_ptr<LogSink> set_log_sink(std::unique_ptr<LogSink> sink) {
  return std::exchange(current_sink(), std::move(sink));
}

void log_line(LogLevel level, std::string_view line) {
  current_sink()->write(level, line);
}

}  // namespace greycache
