// The event loop of the daemon's main thread, and the owners of what is registered with it.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

struct event;
struct event_base;

namespace greycache {

// One per thread. Everything registered must be destroyed before the loop.
class EventLoop {
 public:
  EventLoop();
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  event_base* base() const { return base_; }

  // Of a clock that is never set.
  std::chrono::steady_clock::time_point now() const { return std::chrono::steady_clock::now(); }

  // One turn: waits for events (with `wait` false only looks), runs their callbacks once.
  void run_once(bool wait);

  // Runs `task` on the loop's thread in its next turn. The only call that other threads may make.
  void post(std::function<void()> task);

 private:
  void run_posted();

  event_base* base_;
  int wakeup_fd_;
  event* wakeup_ = nullptr;
  std::mutex mutex_;
  std::vector<std::function<void()>> posted_;
};

// Calls back whenever the descriptor can be read (or written); does not own the descriptor.
class Watcher {
 public:
  enum class For { reading, writing };
  Watcher(EventLoop& loop, int fd, For what, std::function<void()> callback);
  ~Watcher();
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

  void enable();
  void disable();
  bool enabled() const { return enabled_; }

 private:
  std::function<void()> callback_;
  event* event_;
  bool enabled_ = false;
};

// Calls back once after a span, or every span.
class Timer {
 public:
  Timer(EventLoop& loop, std::function<void()> callback);
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  // Replaces a span that runs.
  void start(std::chrono::milliseconds span);
  void stop();
  bool running() const;

 private:
  std::function<void()> callback_;
  event* event_;
};

// Calls back on the loop when the process receives the signal.
class SignalWatcher {
 public:
  SignalWatcher(EventLoop& loop, int signal, std::function<void()> callback);
  ~SignalWatcher();
  SignalWatcher(const SignalWatcher&) = delete;
  SignalWatcher& operator=(const SignalWatcher&) = delete;

 private:
  std::function<void()> callback_;
  event* event_;
};

}  // namespace greycache
