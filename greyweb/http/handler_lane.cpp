// A task for which a thread is idle does not count as waiting.
#include "greyweb/http/handler_lane.h"

#include <exception>
#include <utility>

namespace greycache::web {

HandlerLane::HandlerLane(Bounds bounds) : bounds_(bounds) {
  threads_.reserve(bounds.threads);
  try {
    while (threads_.size() < bounds.threads) threads_.emplace_back([this] { run(); });
  } catch (...) {
    end();
    throw;
  }
}

bool HandlerLane::add(Task task) noexcept try {
  {
    const std::lock_guard lock(mutex_);
    if (ended_ || waiting_.size() >= bounds_.most_waiting + idle_) return false;
    waiting_.push_back({std::move(task), Deadline::after(bounds_.longest_wait)});
  }
  changed_.notify_one();
  return true;
} catch (const std::exception&) {
  return false;
}

void HandlerLane::end() noexcept {
  std::deque<Waiting> left;
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    left.swap(waiting_);
  }
  changed_.notify_all();
  for (const Waiting& one : left) one.task(Turn::refused);
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void HandlerLane::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    ++idle_;
    changed_.wait(lock, [this] { return ended_ || !waiting_.empty(); });
    --idle_;
    if (ended_) return;
    {
      const Waiting next = std::move(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      next.task(next.until.passed(Deadline::now()) ? Turn::refused : Turn::come);
    }
    lock.lock();
  }
}

}  // namespace greycache::web
