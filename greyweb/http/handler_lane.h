// Threads that do what may take long, and a bounded queue before them in which callers take turns.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "common/deadline.h"
#include "common/share_pace.h"

namespace greycache::web {

// Any thread may add. Each task that is taken is called once, by a thread of the lane, or by
// whoever ends it. Whoever has many waiting stands before nobody else's next one; his own are done
// in their order.
class HandlerLane {
 public:
  struct Bounds {
    unsigned threads;
    // Beside those that are being done: of all callers, and of one.
    std::size_t most_waiting;
    std::size_t most_of_one;
    std::chrono::milliseconds longest_wait;
    // What its tasks take of a processor in the long run: see SharePace.
    unsigned share = 0;
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

  // `name` is the caller's. False, and the task is left as it was, where as many wait as may, there
  // is no memory, or the lane has ended.
  bool add(const std::string& name, Task&& task) noexcept;

  // What waits is refused, and what has begun is waited for. Nothing is taken from then on.
  void end() noexcept;

 private:
  struct Waiting {
    Task task;
    Deadline until;
  };
  struct Caller {
    std::string name;
    std::deque<Waiting> waiting;
  };

  void run();
  // Under the lock, which it lets go of meanwhile.
  void keep_pace(std::unique_lock<std::mutex>& lock);
  // All under the lock.
  Caller* find(const std::string& name);
  bool has_room(const Caller* caller) const;
  Waiting take_next();

  const Bounds bounds_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::condition_variable paced_;  // the end
  std::list<Caller> callers_;      // who has something waiting; the first one's turn is next
  std::size_t waiting_ = 0;        // of all of them
  unsigned idle_ = 0;
  SharePace pace_;
  bool ended_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace greycache::web
