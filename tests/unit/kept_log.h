// Keeps the log lines of a test, in place of standard error.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/log.h"

namespace greycache {

// From construction to destruction lines go to lines().
class KeptLog {
 public:
  KeptLog() : before_(set_log_sink(std::make_unique<Sink>(lines_))) {}
  ~KeptLog() { set_log_sink(std::move(before_)); }
  KeptLog(const KeptLog&) = delete;
  KeptLog& operator=(const KeptLog&) = delete;

  const std::vector<std::string>& lines() const { return lines_; }
  std::size_t size() const { return lines_.size(); }
  // Whether a line holds the text.
  bool has(std::string_view text) const { return count(text) > 0; }
  // How many do.
  std::ptrdiff_t count(std::string_view text) const {
    return std::count_if(lines_.begin(), lines_.end(), [&](const std::string& line) {
      return line.find(text) != std::string::npos;
    });
  }

 private:
  class Sink : public LogSink {
   public:
    explicit Sink(std::vector<std::string>& lines) : lines_(lines) {}
    void write(LogLevel, std::string_view line) override { lines_.emplace_back(line); }

   private:
    std::vector<std::string>& lines_;
  };

  std::vector<std::string> lines_;
  std::unique_ptr<LogSink> before_;
};

}  // namespace greycache
