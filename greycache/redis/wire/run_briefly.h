// The loop turned by a program that waits for an answer and looks at the clock meanwhile.
#pragma once

#include "greycache/event/event_loop.h"

namespace greycache {

// One turn; it ends after a while in any case. Not for the daemon.
inline void run_briefly(EventLoop& loop) {
  Timer end(loop, [] {});
  end.start(std::chrono::milliseconds(20));
  loop.run_once(true);
}

}  // namespace greycache
