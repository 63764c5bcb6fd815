#include "greycache/event/event_loop.h"

#include <event2/event.h>
#include <event2/event_struct.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>
#include <stdexcept>
#include <utility>

namespace greycache {

namespace {

void call(evutil_socket_t, short, void* callback) {
  (*static_cast<std::function<void()>*>(callback))();
}

event* make_event(event_base* base, int fd, short what, std::function<void()>& callback) {
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

}  // namespace

EventLoop::EventLoop() : base_(make_base()), wakeup_fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  const auto woken = [](evutil_socket_t, short, void* self) {
    static_cast<EventLoop*>(self)->run_posted();
  };
  wakeup_ = event_new(base_, wakeup_fd_, EV_READ | EV_PERSIST, woken, this);
  if (wakeup_ == nullptr) throw std::runtime_error("libevent: cannot register an event");
  event_add(wakeup_, nullptr);
}

EventLoop::~EventLoop() {
  event_free(wakeup_);
  close(wakeup_fd_);
  event_base_free(base_);
}

void EventLoop::run_once(bool wait) {
  event_base_loop(base_, wait ? EVLOOP_ONCE : EVLOOP_ONCE | EVLOOP_NONBLOCK);
}

void EventLoop::post(std::function<void()> task) {
  {
    const std::lock_guard lock(mutex_);
    posted_.push_back(std::move(task));
  }
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = write(wakeup_fd_, &one, sizeof one);
}

void EventLoop::run_posted() {
  std::uint64_t count = 0;
  [[maybe_unused]] const auto length = read(wakeup_fd_, &count, sizeof count);
  std::vector<std::function<void()>> tasks;
  {
    const std::lock_guard lock(mutex_);
    tasks.swap(posted_);
  }
  for (auto& task : tasks) task();
}

Watcher::Watcher(EventLoop& loop, int fd, For what, std::function<void()> callback)
    : callback_(std::move(callback)),
      event_(make_event(loop.base(), fd, (what == For::reading ? EV_READ : EV_WRITE) | EV_PERSIST,
                        callback_)) {}

Watcher::~Watcher() {
  event_free(event_);
}

void Watcher::enable() {
  if (!enabled_) event_add(event_, nullptr);
  enabled_ = true;
}

void Watcher::disable() {
  if (enabled_) event_del(event_);
  enabled_ = false;
}

Timer::Timer(EventLoop& loop, std::function<void()> callback)
    : callback_(std::move(callback)), event_(make_event(loop.base(), -1, 0, callback_)) {}

Timer::~Timer() {
  event_free(event_);
}

void Timer::start(std::chrono::milliseconds span) {
  timeval time{};
  time.tv_sec = span.count() / 1000;
  time.tv_usec = span.count() % 1000 * 1000;
  event_add(event_, &time);
}

void Timer::stop() {
  event_del(event_);
}

bool Timer::running() const {
  return event_pending(event_, EV_TIMEOUT, nullptr) != 0;
}

SignalWatcher::SignalWatcher(EventLoop& loop, int signal, std::function<void()> callback)
    : callback_(std::move(callback)),
      event_(make_event(loop.base(), signal, EV_SIGNAL | EV_PERSIST, callback_)) {
  event_add(event_, nullptr);
}

SignalWatcher::~SignalWatcher() {
  event_free(event_);
}

}  // namespace greycache
