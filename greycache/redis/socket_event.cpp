// The libevent events of the room's sockets and timers.
#include "greycache/redis/socket_event.h"

#include <event2/event.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <new>

namespace greycache {

void FreeEvent::operator()(event* pending) const {
  event_free(pending);
}

EventHandle new_event(event_base* base, int fd, short what, void (*call)(int, short, void*),
                      void* owner) {
  EventHandle made(event_new(base, fd, what, call, owner));
  if (!made) throw std::bad_alloc();
  return made;
}

void start_timer(const EventHandle& timer, std::chrono::steady_clock::duration span) {
  const auto micros = std::max<std::int64_t>(
      0, std::chrono::duration_cast<std::chrono::microseconds>(span).count());
  const timeval wait{static_cast<time_t>(micros / 1'000'000),
                     static_cast<suseconds_t>(micros % 1'000'000)};
  event_add(timer.get(), &wait);
}

bool try_again_later(int error) {
  return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

}  // namespace greycache
