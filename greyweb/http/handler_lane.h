// Threads that do, in its order, what may take long, and a bounded queue before them.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "common/deadline.h"

namespace greycache::web {

// Any thread may add. Each task that is taken is called once, by a thread of the lane, or by
// whoever ends it.
class HandlerLane {
 public:
  struct Bounds {
    unsigned threads;
    std::size_t most_waiting;  // beside those that are being done
    std::chrono::milliseconds longest_wait;
  };
  enum class Turn : std::uint8_t {
    come,    // do it
    refused  // it has waited for longest_wait, or the lane ends: do not
  };
  // Throws nothing.
  using Task = std::function<void(Turn)>;

  // Throws std::system_error where there is no thread.
  explicit HandlerLane(Bounds bounds);
  ~HandlerLane() { end(); }
  HandlerLane(const HandlerLane&) = delete;
  HandlerLane& operator=(const HandlerLane&) = delete;

  // False where as many wait as may, there is no memory, or the lane has ended: it is not called.
  bool add(Task task) noexcept;

  // What waits is refused, and what has begun is waited for. Nothing is taken from then on.
  void end() noexcept;

 private:
  struct Waiting {
    Task task;
    Deadline until;
  };

  void run();

  const Bounds bounds_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Waiting> waiting_;
  unsigned idle_ = 0;
  bool ended_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace greycache::web
