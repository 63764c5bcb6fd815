// The libevent events of a socket.
#include "greycache/redis/wire/socket_event.h"

#include <event2/event.h>

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

}  // namespace greycache
