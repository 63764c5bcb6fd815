// The libevent events of the room's sockets and timers, each owned by who it calls.
#pragma once

#include <chrono>
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

// Calls a member function of `owner`, which must outlive the event; a timer without `fd`.
template <auto handler, typename Owner>
EventHandle make_event(event_base* base, Owner& owner, int fd = -1, short what = 0) {
  const auto call = [](int, short, void* self) { (static_cast<Owner*>(self)->*handler)(); };
  return new_event(base, fd, what, call, &owner);
}

// Begins to wait, or begins again; a span that is over ends in the loop's next turn.
void start_timer(const EventHandle& timer, std::chrono::steady_clock::duration span);

// Whether an errno of a non-blocking socket means no more than that.
bool try_again_later(int error);

}  // namespace greycache
