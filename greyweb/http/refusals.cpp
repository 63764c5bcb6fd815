// All wait equally long, so that a queue keeps them in the order of their moments.
#include "greyweb/http/refusals.h"

#include <exception>
#include <utility>

namespace greycache::web {

Refusals::Refusals(std::chrono::milliseconds pause) : pause_(pause), thread_([this] { run(); }) {}

bool Refusals::add(Task&& task) noexcept try {
  const std::lock_guard lock(mutex_);
  if (ended_) return false;
  waiting_.push_back({{}, Deadline::after(pause_)});
  waiting_.back().task = std::move(task);
  if (waiting_.size() == 1) changed_.notify_one();
  return true;
} catch (const std::exception&) {
  return false;
}

void Refusals::end() noexcept {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

bool Refusals::is_due() const {
  return !waiting_.empty() && (ended_ || waiting_.front().until.passed(Deadline::now()));
}

void Refusals::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ended_ || !waiting_.empty(); });
    while (is_due()) {
      const Task tell = std::move(waiting_.front().task);
      waiting_.pop_front();
      lock.unlock();
      tell();
      lock.lock();
    }
    if (ended_) return;
    if (waiting_.empty()) continue;
    const int left = waiting_.front().until.poll_timeout(Deadline::now());
    changed_.wait_for(lock, std::chrono::milliseconds(left), [this] { return ended_; });
  }
}

}  // namespace greycache::web
