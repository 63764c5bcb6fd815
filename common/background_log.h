// A log that never holds up its writer: lines wait in memory for a thread that writes them.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "common/leavable_thread.h"
#include "common/log.h"

namespace greycache {

// Keeps the order. A line is given to the sink at once, or with the others that come within kRest
// after the last ones. When kMostWaiting lines wait, further ones are dropped; their number, and
// that of those which the sink lost, is logged once it can be. The destructor waits for what waits
// to be written, but not longer than `patience`: a pipe that nobody reads, or a syslog that hangs,
// takes its lines with it. The sink then lives as long as the thread that is stuck in it.
class BackgroundLog : public LogSink {
 public:
  explicit BackgroundLog(std::unique_ptr<LogSink> sink,
                         std::chrono::milliseconds patience = std::chrono::milliseconds(900));
  ~BackgroundLog() override;
  BackgroundLog(const BackgroundLog&) = delete;
  BackgroundLog& operator=(const BackgroundLog&) = delete;

  void write(LogLevel level, std::string_view line) override;

  static constexpr std::size_t kMostWaiting = 50'000;
  // Far more than that many lines have: a bound for lines of many thousand bytes.
  static constexpr std::size_t kMostBytes = std::size_t{64} << 20U;
  static constexpr std::chrono::milliseconds kRest{5};

  // Of all logs of this process, since it started. Any thread.
  static std::int64_t lines_dropped() { return all_dropped_.load(std::memory_order_relaxed); }

 private:
  class Queue;

  static inline std::atomic<std::int64_t> all_dropped_ = 0;

  std::shared_ptr<Queue> queue_;
  std::chrono::milliseconds patience_;
  LeavableThread thread_;
};

}  // namespace greycache
