// The event loop of libevent, and of the system's clocks.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <random>
#include <vector>

#include "greycache/event/event_loop.h"

struct event;
struct event_base;

namespace greycache {

class LibeventLoop final : public EventLoop {
 public:
  // Throws std::runtime_error.
  LibeventLoop();
  ~LibeventLoop() override;
  LibeventLoop(const LibeventLoop&) = delete;
  LibeventLoop& operator=(const LibeventLoop&) = delete;

  event_base* base() const { return base_; }

  void run_once(bool wait) override;
  void post(Callback task) override;
  SteadyTime now() const override { return std::chrono::steady_clock::now(); }
  Clock clock() const override { return std::chrono::steady_clock::now; }
  WallTime wall() const override { return std::chrono::system_clock::now(); }
  std::uint64_t random() override { return random_(); }
  std::unique_ptr<Alarm> make_alarm(Callback& callback) override;
  std::unique_ptr<Watch> make_watch(int fd, For what, Callback& callback) override;

 private:
  void run_posted();

  event_base* base_;
  int wakeup_fd_;
  event* wakeup_ = nullptr;
  std::mutex mutex_;
  std::vector<Callback> posted_;
  std::mt19937_64 random_{std::random_device{}()};
};

// Calls back on the loop when the process receives the signal.
class SignalWatcher {
 public:
  SignalWatcher(LibeventLoop& loop, int signal, EventLoop::Callback callback);
  ~SignalWatcher();
  SignalWatcher(const SignalWatcher&) = delete;
  SignalWatcher& operator=(const SignalWatcher&) = delete;

 private:
  EventLoop::Callback callback_;
  event* event_;
};

}  // namespace greycache
