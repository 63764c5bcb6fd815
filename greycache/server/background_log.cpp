#include "greycache/server/background_log.h"

#include <pthread.h>

#include <csignal>

namespace greycache {

BackgroundLog::BackgroundLog(std::unique_ptr<LogSink> sink) : sink_(std::move(sink)) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this] { run(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

BackgroundLog::~BackgroundLog() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void BackgroundLog::write(LogLevel level, std::string_view line) {
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

void BackgroundLog::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    asleep_ = true;
    changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
    asleep_ = false;
    if (waiting_.empty()) return;
    const Lines lines = std::exchange(waiting_, {});
    const std::int64_t dropped = std::exchange(dropped_, 0);
    lock.unlock();
    for (const auto& [level, line] : lines) sink_->write(level, line);
    if (dropped > 0) {
      sink_->write(LogLevel::warning,
                   fmt::format("{} log lines were dropped: the log could not keep up", dropped));
    }
    lock.lock();
  }
}

}  // namespace greycache
