// The event loop of libevent, and of the system's clocks.
#include "greycache/event/libevent_loop.h"

#include <event2/event.h>
#include <event2/event_struct.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <utility>

namespace greycache {

namespace {

void call(evutil_socket_t, short, void* callback) {
  (*static_cast<EventLoop::Callback*>(callback))();
}

event* make_event(event_base* base, int fd, short what, EventLoop::Callback& callback) {
  event* made = event_new(base, fd, what, call, &callback);
  if (made == nullptr) throw std::runtime_error("libevent: cannot register an event");
  return made;
}

event_base* make_base() {
  event_config* config = event_config_new();
  // One epoll_wait a turn, and times read from the kernel only once in it.
  event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
  event_base* base = event_base_new_with_config(config);
  event_config_free(config);
  if (base == nullptr) throw std::runtime_error("libevent: cannot create an event loop");
  return base;
}

class LibeventAlarm final : public EventLoop::Alarm {
 public:
  LibeventAlarm(event_base* base, EventLoop::Callback& callback)
      : base_(base), event_(make_event(base, -1, 0, callback)) {}
  ~LibeventAlarm() override { event_free(event_); }
  LibeventAlarm(const LibeventAlarm&) = delete;
  LibeventAlarm& operator=(const LibeventAlarm&) = delete;

  void start(std::chrono::microseconds span) override {
    // It would count from when the loop woke.
    event_base_update_cache_time(base_);
    const auto micros = std::max<std::int64_t>(0, span.count());
    const timeval time{static_cast<time_t>(micros / 1'000'000),
                       static_cast<suseconds_t>(micros % 1'000'000)};
    event_add(event_, &time);
  }
  void stop() override { event_del(event_); }
  bool running() const override { return event_pending(event_, EV_TIMEOUT, nullptr) != 0; }

 private:
  event_base* base_;
  event* event_;
};

class LibeventWatch final : public EventLoop::Watch {
 public:
  LibeventWatch(event_base* base, int fd, EventLoop::For what, EventLoop::Callback& callback)
      : event_(make_event(base, fd,
                          (what == EventLoop::For::reading ? EV_READ : EV_WRITE) | EV_PERSIST,
                          callback)) {}
  ~LibeventWatch() override { event_free(event_); }
  LibeventWatch(const LibeventWatch&) = delete;
  LibeventWatch& operator=(const LibeventWatch&) = delete;

  void start() override { event_add(event_, nullptr); }
  void stop() override { event_del(event_); }

 private:
  event* event_;
};

}  // namespace

LibeventLoop::LibeventLoop()
    : base_(make_base()), wakeup_fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  const auto woken = [](evutil_socket_t, short, void* self) {
    static_cast<LibeventLoop*>(self)->run_posted();
  };
  wakeup_ = event_new(base_, wakeup_fd_, EV_READ | EV_PERSIST, woken, this);
  if (wakeup_ == nullptr) throw std::runtime_error("libevent: cannot register an event");
  event_add(wakeup_, nullptr);
}

LibeventLoop::~LibeventLoop() {
  event_free(wakeup_);
  close(wakeup_fd_);
  event_base_free(base_);
}

void LibeventLoop::run_once(bool wait) {
  event_base_loop(base_, wait ? EVLOOP_ONCE : EVLOOP_ONCE | EVLOOP_NONBLOCK);
}

void LibeventLoop::post(Callback task) {
  {
    const std::lock_guard lock(mutex_);
    posted_.push_back(std::move(task));
  }
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = write(wakeup_fd_, &one, sizeof one);
}

void LibeventLoop::run_posted() {
  std::uint64_t count = 0;
  [[maybe_unused]] const auto length = read(wakeup_fd_, &count, sizeof count);
  std::vector<Callback> tasks;
  {
    const std::lock_guard lock(mutex_);
    tasks.swap(posted_);
  }
  for (auto& task : tasks) task();
}

std::unique_ptr<EventLoop::Alarm> LibeventLoop::make_alarm(Callback& callback) {
  return std::make_unique<LibeventAlarm>(base_, callback);
}

std::unique_ptr<EventLoop::Watch> LibeventLoop::make_watch(int fd, For what, Callback& callback) {
  return std::make_unique<LibeventWatch>(base_, fd, what, callback);
}

SignalWatcher::SignalWatcher(LibeventLoop& loop, int signal, EventLoop::Callback callback)
    : callback_(std::move(callback)),
      event_(make_event(loop.base(), signal, EV_SIGNAL | EV_PERSIST, callback_)) {
  event_add(event_, nullptr);
}

SignalWatcher::~SignalWatcher() {
  event_free(event_);
}

}  // namespace greycache
