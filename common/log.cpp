#include "common/log.h"

#include <sys/uio.h>
#include <syslog.h>
#include <unistd.h>

#include <array>

namespace greycache {

namespace {

class SyslogSink : public LogSink {
 public:
  explicit SyslogSink(const std::string& ident) : ident_(ident) {
    openlog(ident_.c_str(), LOG_NDELAY, LOG_MAIL);
  }
  ~SyslogSink() override { closelog(); }
  SyslogSink(const SyslogSink&) = delete;
  SyslogSink& operator=(const SyslogSink&) = delete;

  void write(LogLevel level, std::string_view line) override {
    syslog(LOG_MAIL | static_cast<int>(level), "%.*s", static_cast<int>(line.size()), line.data());
  }

 private:
  std::string ident_;  // openlog(3) keeps the pointer
};

class StderrSink : public LogSink {
 public:
  void write(LogLevel, std::string_view line) override {
    char newline = '\n';
    const std::array<iovec, 2> parts{iovec{const_cast<char*>(line.data()), line.size()},
                                     iovec{&newline, 1}};
    [[maybe_unused]] const auto written = writev(STDERR_FILENO, parts.data(), 2);
  }
};

std::unique_ptr<LogSink>& current_sink() {
  static std::unique_ptr<LogSink> sink = std::make_unique<StderrSink>();
  return sink;
}

}  // namespace

std::unique_ptr<LogSink> make_syslog_sink(const std::string& ident) {
  return std::make_unique<SyslogSink>(ident);
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
