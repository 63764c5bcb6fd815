#include "common/background_log.h"

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "common/blocked_signals.h"

namespace greycache {

// The lines that wait, shared by the log and its thread.
class BackgroundLog::Queue {
 public:
  explicit Queue(std::unique_ptr<LogSink> sink) : sink_(std::move(sink)) {}

  void add(LogLevel level, std::string_view line) {
    bool wake = false;
    {
      const std::lock_guard lock(mutex_);
      if (waiting_.size() >= kMostWaiting) {
        ++dropped_;
        all_dropped_.fetch_add(1, std::memory_order_relaxed);
        return;
      }
      waiting_.emplace_back(level, line);
      wake = asleep_;
    }
    if (wake) changed_.notify_one();
  }

  // Writes until end().
  void run() {
    std::unique_lock lock(mutex_);
    while (true) {
      asleep_ = true;
      changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
      asleep_ = false;
      if (waiting_.empty()) break;
      const Lines lines = std::exchange(waiting_, {});
      const std::int64_t dropped = std::exchange(dropped_, 0);
      lock.unlock();
      write(lines, dropped);
      lock.lock();
    }
    ended_ = true;
    has_ended_.notify_one();
  }

  // Whether everything was written within `patience`.
  bool end(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    ending_ = true;
    changed_.notify_one();
    return has_ended_.wait_for(lock, patience, [this] { return ended_; });
  }

 private:
  using Lines = std::vector<std::pair<LogLevel, std::string>>;

  void write(const Lines& lines, std::int64_t dropped) {
    for (const auto& [level, line] : lines) sink_->write(level, line);
    if (dropped > 0) {
      sink_->write(LogLevel::warning,
                   fmt::format("{} log lines were dropped: the log could not keep up", dropped));
    }
  }

  std::unique_ptr<LogSink> sink_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::condition_variable has_ended_;
  Lines waiting_;
  std::int64_t dropped_ = 0;
  bool asleep_ = false;
  bool ending_ = false;
  bool ended_ = false;
};

BackgroundLog::BackgroundLog(std::unique_ptr<LogSink> sink, std::chrono::milliseconds patience)
    : queue_(std::make_shared<Queue>(std::move(sink))), patience_(patience) {
  const BlockedSignals blocked;
  thread_ = std::thread([queue = queue_] { queue->run(); });
}

BackgroundLog::~BackgroundLog() {
  if (queue_->end(patience_)) {
    thread_.join();
  } else {
    thread_.detach();
  }
}

void BackgroundLog::write(LogLevel level, std::string_view line) {
  queue_->add(level, line);
}

}  // namespace greycache
