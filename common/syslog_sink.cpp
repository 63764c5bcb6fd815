// A batch of lines as messages of glibc's form.
#include "common/syslog_sink.h"

#include <syslog.h>

#include <algorithm>
#include <array>

#include "common/syslog_socket.h"

namespace greycache {

namespace {

constexpr std::size_t kLevels = static_cast<std::size_t>(LogLevel::debug) + 1;

class SyslogSink : public LogSink {
 public:
  SyslogSink(const std::string& ident, const std::string& socket)
      : ident_(ident), socket_(socket) {}

  void write(LogLevel level, std::string_view line) override {
    LogLines lines;
    lines.add(level, line);
    write_all(lines);
  }

  std::size_t write_all(const LogLines& lines) override {
    make_headers(std::time(nullptr));
    messages_.clear();
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const std::string_view line = lines.line(i);
      messages_.push_back(
          {headers_[static_cast<std::size_t>(lines.level(i))], line.substr(0, line.find('\0'))});
    }
    return socket_.send(messages_);
  }

 private:
  void make_headers(std::time_t now) {
    if (now == headers_of_) return;
    headers_of_ = now;
    for (std::size_t level = 0; level < kLevels; ++level) {
      headers_[level] = syslog_header(static_cast<LogLevel>(level), now, ident_);
    }
  }

  std::string ident_;
  SyslogSocket socket_;
  std::array<std::string, kLevels> headers_;
  std::time_t headers_of_ = -1;
  std::vector<SyslogMessage> messages_;
};

}  // namespace

std::unique_ptr<LogSink> make_syslog_sink(const std::string& ident, const std::string& socket) {
  return std::make_unique<SyslogSink>(ident, socket);
}

std::string syslog_header(LogLevel level, std::time_t now, std::string_view ident) {
  std::tm local{};
  localtime_r(&now, &local);
  std::array<char, 64> time{};
  const std::size_t length = std::strftime(time.data(), time.size(), "%b %e %T", &local);
  return fmt::format("<{}>{} {}: ", LOG_MAIL | static_cast<int>(level),
                     std::string_view(time.data(), length), ident);
}

}  // namespace greycache
