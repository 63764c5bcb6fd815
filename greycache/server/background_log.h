// A log that never holds up its writer: lines wait in memory for a thread that writes them.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "common/log.h"

namespace greycache {

// Keeps the order. When kMostWaiting lines wait, further ones are dropped and their number is
// logged once there is room. The destructor writes what waits.
class BackgroundLog : public LogSink {
 public:
  explicit BackgroundLog(std::unique_ptr<LogSink> sink);
  ~BackgroundLog() override;
  BackgroundLog(const BackgroundLog&) = delete;
  BackgroundLog& operator=(const BackgroundLog&) = delete;

  void write(LogLevel level, std::string_view line) override;

  static constexpr std::size_t kMostWaiting = 50'000;

  // Of all logs of this process, since it started. Any thread.
  static std::int64_t lines_dropped() { return all_dropped_.load(std::memory_order_relaxed); }

 private:
  using Lines = std::vector<std::pair<LogLevel, std::string>>;
  void run();

  static inline std::atomic<std::int64_t> all_dropped_ = 0;

  std::unique_ptr<LogSink> sink_;
  std::mutex mutex_;
  std::condition_variable changed_;
  Lines waiting_;
  std::int64_t dropped_ = 0;
  bool asleep_ = false;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace greycache
