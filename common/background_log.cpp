// The log's thread, and the lines that it shares with who writes them.
#include "common/background_log.h"

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <utility>

namespace greycache {

// The lines that wait, shared by the log and its thread.
class BackgroundLog::Queue {
 public:
  explicit Queue(std::unique_ptr<LogSink> sink) : sink_(std::move(sink)) {}

  void add(LogLevel level, std::string_view line);
  // Writes until end(), and then what is left.
  void run();
  void end();

 private:
  bool has_room(std::string_view line) const {
    return waiting_.size() < kMostWaiting && waiting_.bytes() + line.size() < kMostBytes;
  }
  bool has_work() const { return ending_ || !waiting_.empty(); }
  void write(std::int64_t dropped);

  std::unique_ptr<LogSink> sink_;
  LogLines writing_;         // of the thread
  std::int64_t untold_ = 0;  // of the thread: lines that were dropped, and no line says so yet
  std::mutex mutex_;         // for what follows
  std::condition_variable changed_;
  LogLines waiting_;
  std::int64_t dropped_ = 0;
  bool asleep_ = false;
  bool ending_ = false;
};

void BackgroundLog::Queue::add(LogLevel level, std::string_view line) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (!has_room(line)) {
      ++dropped_;
      all_dropped_.fetch_add(1, std::memory_order_relaxed);
      return;
    }
    waiting_.add(level, line);
    wake = std::exchange(asleep_, false);
  }
  if (wake) changed_.notify_one();
}

// The first line after a pause is written at once, what comes in the rest after it together: a line
// does not wait longer than that, and a busy loop wakes nobody.
void BackgroundLog::Queue::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    asleep_ = true;
    changed_.wait(lock, [this] { return has_work(); });
    asleep_ = false;
    if (waiting_.empty()) break;
    std::swap(waiting_, writing_);
    const std::int64_t dropped = std::exchange(dropped_, 0);
    lock.unlock();
    write(dropped);
    lock.lock();
    changed_.wait_for(lock, kRest, [this] { return ending_; });
  }
}

void BackgroundLog::Queue::end() {
  const std::lock_guard lock(mutex_);
  ending_ = true;
  changed_.notify_one();
}

void BackgroundLog::Queue::write(std::int64_t dropped) {
  const auto lost = static_cast<std::int64_t>(sink_->write_all(writing_));
  writing_.clear();
  all_dropped_.fetch_add(lost, std::memory_order_relaxed);
  untold_ += dropped + lost;
  if (untold_ == 0) return;
  writing_.add(LogLevel::warning,
               fmt::format("{} log lines were dropped: the log could not take them", untold_));
  if (sink_->write_all(writing_) == 0) untold_ = 0;
  writing_.clear();
}

BackgroundLog::BackgroundLog(std::unique_ptr<LogSink> sink, std::chrono::milliseconds patience)
    : queue_(std::make_shared<Queue>(std::move(sink))),
      patience_(patience),
      thread_([queue = queue_] { queue->run(); }) {}

BackgroundLog::~BackgroundLog() {
  queue_->end();
  thread_.end_by(std::chrono::steady_clock::now() + patience_);
}

void BackgroundLog::write(LogLevel level, std::string_view line) {
  queue_->add(level, line);
}

}  // namespace greycache
