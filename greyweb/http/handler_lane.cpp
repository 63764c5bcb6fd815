// A task for which a thread is idle does not count as waiting.
#include "greyweb/http/handler_lane.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "greyweb/http/processor_time.h"

namespace greycache::web {

HandlerLane::HandlerLane(Bounds bounds) : bounds_(bounds), pace_(bounds.share) {
  threads_.reserve(bounds.threads);
  try {
    while (threads_.size() < bounds.threads) threads_.emplace_back([this] { run(); });
  } catch (...) {
    end();
    throw;
  }
}

bool HandlerLane::has_room(const Caller* caller) const {
  if (waiting_ < idle_) return true;
  return waiting_ - idle_ < bounds_.most_waiting &&
         (caller == nullptr || caller->waiting.size() < bounds_.most_of_one);
}

HandlerLane::Caller* HandlerLane::find(const std::string& name) {
  const auto found = std::find_if(callers_.begin(), callers_.end(),
                                  [&](const Caller& caller) { return caller.name == name; });
  return found == callers_.end() ? nullptr : &*found;
}

bool HandlerLane::add(const std::string& name, Task&& task) noexcept try {
  {
    const std::lock_guard lock(mutex_);
    Caller* caller = find(name);
    if (ended_ || !has_room(caller)) return false;
    std::list<Caller> added;
    if (caller == nullptr) caller = &added.emplace_back(Caller{name, {}});
    caller->waiting.push_back({{}, Deadline::after(bounds_.longest_wait)});
    // Nothing throws from here on.
    caller->waiting.back().task = std::move(task);
    callers_.splice(callers_.end(), added);
    ++waiting_;
  }
  changed_.notify_one();
  return true;
} catch (const std::exception&) {
  return false;
}

HandlerLane::Waiting HandlerLane::take_next() {
  Caller& caller = callers_.front();
  Waiting next = std::move(caller.waiting.front());
  caller.waiting.pop_front();
  --waiting_;
  if (caller.waiting.empty()) {
    callers_.pop_front();
  } else {
    callers_.splice(callers_.end(), callers_, callers_.begin());
  }
  return next;
}

void HandlerLane::end() noexcept {
  std::list<Caller> left;
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    left.swap(callers_);
    waiting_ = 0;
  }
  changed_.notify_all();
  paced_.notify_all();
  for (const Caller& caller : left) {
    for (const Waiting& one : caller.waiting) one.task(Turn::refused);
  }
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void HandlerLane::keep_pace(std::unique_lock<std::mutex>& lock) {
  while (!ended_ && std::chrono::steady_clock::now() < pace_.next()) {
    paced_.wait_until(lock, pace_.next());
  }
}

void HandlerLane::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    keep_pace(lock);
    ++idle_;
    changed_.wait(lock, [this] { return ended_ || waiting_ > 0; });
    --idle_;
    if (ended_) return;
    const auto before = processor_time();
    {
      const Waiting next = take_next();
      lock.unlock();
      next.task(next.until.passed(Deadline::now()) ? Turn::refused : Turn::come);
    }
    lock.lock();
    pace_.took(processor_time() - before, std::chrono::steady_clock::now());
  }
}

}  // namespace greycache::web
