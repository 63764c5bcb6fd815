// The log lines of a test, instead of standard error.
#pragma once

#include <string>
#include <vector>

#include "common/log.h"

namespace greycache {

class CapturedLog {
 public:
  CapturedLog() : former_(set_log_sink(std::make_unique<Sink>(lines_))) {}
  ~CapturedLog() { set_log_sink(std::move(former_)); }
  CapturedLog(const CapturedLog&) = delete;
  CapturedLog& operator=(const CapturedLog&) = delete;

  bool has(const std::string& text) const {
    for (const std::string& line : lines_) {
      if (line.find(text) != std::string::npos) return true;
    }
    return false;
  }
  std::size_t size() const { return lines_.size(); }

 private:
  class Sink : public LogSink {
   public:
    explicit Sink(std::vector<std::string>& lines) : lines_(lines) {}
    void write(LogLevel, std::string_view line) override { lines_.emplace_back(line); }

   private:
    std::vector<std::string>& lines_;
  };

  std::vector<std::string> lines_;
  std::unique_ptr<LogSink> former_;
};

}  // namespace greycache
