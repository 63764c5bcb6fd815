// Those for whom there is no room, each told so a while after he asked.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "common/deadline.h"

namespace greycache::web {

// A crowd asks again as soon as it is refused: told at once, it would keep a processor busy with
// that alone. Any thread may add. Each task that is taken is called once, by the thread here, or by
// whoever ends it.
class Refusals {
 public:
  // Throws nothing.
  using Task = std::function<void()>;

  // Each waits for `pause`. Throws std::system_error where there is no thread.
  explicit Refusals(std::chrono::milliseconds pause);
  ~Refusals() { end(); }
  Refusals(const Refusals&) = delete;
  Refusals& operator=(const Refusals&) = delete;

  // False, and the task is left as it was, where there is no memory or they have ended.
  bool add(Task&& task) noexcept;

  // Who waits is told at once. Nothing is taken from then on.
  void end() noexcept;

 private:
  struct Waiting {
    Task task;
    Deadline until;
  };

  void run();
  // Whether the first one is to be told now; under the lock.
  bool is_due() const;

  const std::chrono::milliseconds pause_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Waiting> waiting_;  // the first one's time comes first
  bool ended_ = false;
  std::thread thread_;
};

}  // namespace greycache::web
