// std::thread::join() has no deadline: the thread says itself that it is about to end.
#include "common/leavable_thread.h"

#include <condition_variable>
#include <mutex>
#include <utility>

#include "common/blocked_signals.h"

namespace greycache {

// Shared by both threads, since either may be gone first.
class LeavableThread::End {
 public:
  void come() {
    const std::lock_guard lock(mutex_);
    has_come_ = true;
    changed_.notify_one();
  }

  bool wait_until(std::chrono::steady_clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    return changed_.wait_until(lock, deadline, [this] { return has_come_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool has_come_ = false;
};

LeavableThread::LeavableThread(std::function<void()> run) : end_(std::make_shared<End>()) {
  const BlockedSignals blocked;
  thread_ = std::thread([run = std::move(run), end = end_] {
    run();
    end->come();
  });
}

LeavableThread::~LeavableThread() {
  if (thread_.joinable()) thread_.detach();
}

bool LeavableThread::end_by(std::chrono::steady_clock::time_point deadline) {
  const bool ended = end_->wait_until(deadline);
  if (ended) {
    thread_.join();
  } else {
    thread_.detach();
  }
  return ended;
}

}  // namespace greycache
