// A thread whose end is waited for, but not longer than there is patience.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <thread>

namespace greycache {

// What runs in it may hang in a call that nobody can break off: a server that does not answer, a
// disk, a pipe that nobody reads. It is then left to itself, and ends with the process. So it owns
// all that it uses, or shares it with whoever started it.
class LeavableThread {
 public:
  // `run` returns some time after it was told to by means of its own. It takes no signals.
  explicit LeavableThread(std::function<void()> run);
  // Leaves it to itself where end_by() was not called.
  ~LeavableThread();
  LeavableThread(const LeavableThread&) = delete;
  LeavableThread& operator=(const LeavableThread&) = delete;

  // Waits until `run` has returned, but not beyond `deadline`. Whether it has. Called once, by
  // whoever owns this.
  bool end_by(std::chrono::steady_clock::time_point deadline);

 private:
  class End;

  std::shared_ptr<End> end_;
  std::thread thread_;
};

}  // namespace greycache
