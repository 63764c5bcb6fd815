// The owners of what is registered with a loop.
#include "greycache/event/event_loop.h"

#include <utility>

namespace greycache {

Watcher::Watcher(EventLoop& loop, int fd, For what, EventLoop::Callback callback)
    : callback_(std::move(callback)), watch_(loop.make_watch(fd, what, callback_)) {}

void Watcher::enable() {
  if (!enabled_) watch_->start();
  enabled_ = true;
}

void Watcher::disable() {
  if (enabled_) watch_->stop();
  enabled_ = false;
}

Timer::Timer(EventLoop& loop, EventLoop::Callback callback)
    : loop_(loop), callback_(std::move(callback)), alarm_(loop.make_alarm(callback_)) {}

}  // namespace greycache
