// The libevent events of a socket, each owned by who it calls.
#pragma once

#include <memory>

struct event;
struct event_base;

namespace greycache {

struct FreeEvent {
  void operator()(event* pending) const;
};
using EventHandle = std::unique_ptr<event, FreeEvent>;

// `what` as event_new(3) takes it. Throws std::bad_alloc.
EventHandle new_event(event_base* base, int fd, short what, void (*call)(int, short, void*),
                      void* owner);

// Calls a member function of `owner`, which must outlive the event and may destroy it from there.
template <auto handler, typename Owner>
EventHandle make_event(event_base* base, Owner& owner, int fd, short what) {
  const auto call = [](int, short, void* self) { (static_cast<Owner*>(self)->*handler)(); };
  return new_event(base, fd, what, call, &owner);
}

}  // namespace greycache
