// The event loop of a thread as everything else sees it, and the owners of what is registered with
// it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

#include "greycache/event/common_end.h"

namespace greycache {

// What wakes the loop: time or a descriptor. Only its owners (below) use it.
class LoopEvent {
 public:
  virtual ~LoopEvent() = default;
  virtual void stop() = 0;
};

// Turns, and whatever else is not the same in each run of a program: clocks and random numbers. So
// all of it can be simulated (tests/simulation). One per thread. Everything registered must be
// destroyed before the loop.
class EventLoop {
 public:
  using Callback = std::function<void()>;
  using SteadyTime = std::chrono::steady_clock::time_point;
  using Clock = std::function<SteadyTime()>;
  using WallTime = std::chrono::system_clock::time_point;

  class Alarm : public LoopEvent {
   public:
    virtual void start(std::chrono::microseconds span) = 0;
    virtual bool running() const = 0;
  };
  class Watch : public LoopEvent {
   public:
    virtual void start() = 0;
  };
  enum class For : std::uint8_t { reading, writing };

  virtual ~EventLoop() = default;

  // One turn: waits for events (with `wait` false only looks), runs their callbacks once.
  virtual void run_once(bool wait) = 0;

  // Runs `task` on the loop's thread in its next turn. The only call that other threads may make.
  virtual void post(Callback task) = 0;

  virtual SteadyTime now() const = 0;
  // now() for other threads, and for when the loop is gone.
  virtual Clock clock() const = 0;
  virtual WallTime wall() const = 0;
  // For pauses that several hosts shall not keep alike, and names that no other has. No secret.
  virtual std::uint64_t random() = 0;

  // For Timer and Watcher, which keep `callback` where it is.
  virtual std::unique_ptr<Alarm> make_alarm(Callback& callback) = 0;
  virtual std::unique_ptr<Watch> make_watch(int fd, For what, Callback& callback) = 0;
};

// Seconds since the epoch, as entries have them.
inline std::int64_t wall_seconds(const EventLoop& loop) {
  return std::chrono::system_clock::to_time_t(loop.wall());
}

// Calls back whenever the descriptor can be read (or written); does not own the descriptor.
class Watcher {
 public:
  using For = EventLoop::For;
  Watcher(EventLoop& loop, int fd, For what, EventLoop::Callback callback);
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

  void enable();
  void disable();
  bool enabled() const { return enabled_; }

 private:
  EventLoop::Callback callback_;
  std::unique_ptr<EventLoop::Watch> watch_;
  bool enabled_ = false;
};

// Calls back once after a span.
class Timer {
 public:
  Timer(EventLoop& loop, EventLoop::Callback callback);
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  // Replaces a span that runs. One that is over ends in the loop's next turn.
  void start(std::chrono::microseconds span) { alarm_->start(span); }
  // The same, an eighth of a second sooner or later: for what looks after something again and
  // again. Pauses end together then, so that a process that has nothing to do wakes once for all of
  // them.
  void start_about(std::chrono::microseconds span) { start(until_common_end(loop_.now(), span)); }
  void stop() { alarm_->stop(); }
  bool running() const { return alarm_->running(); }

 private:
  EventLoop& loop_;
  EventLoop::Callback callback_;
  std::unique_ptr<EventLoop::Alarm> alarm_;
};

}  // namespace greycache
