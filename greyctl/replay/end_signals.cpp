// SIGINT and SIGTERM as a wish to end, heard only while the program waits for input.
#include "greyctl/replay/end_signals.h"

#include <poll.h>

#include <cerrno>

namespace greycache {

namespace {

volatile std::sig_atomic_t end_wanted = 0;

}  // namespace

EndSignals::EndSignals() {
  end_wanted = 0;
  sigset_t held;
  sigemptyset(&held);
  sigaddset(&held, SIGINT);
  sigaddset(&held, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &held, &former_mask_);
  struct sigaction action {};
  action.sa_handler = [](int) { end_wanted = 1; };
  sigaction(SIGINT, &action, &former_interrupt_);
  sigaction(SIGTERM, &action, &former_terminate_);
}

EndSignals::~EndSignals() {
  sigaction(SIGINT, &former_interrupt_, nullptr);
  sigaction(SIGTERM, &former_terminate_, nullptr);
  pthread_sigmask(SIG_SETMASK, &former_mask_, nullptr);
}

bool EndSignals::wait_readable(int fd) const {
  pollfd waited{fd, POLLIN, 0};
  while (end_wanted == 0) {
    // A signal that waits comes through here, and only here.
    const int ready = ppoll(&waited, 1, nullptr, &former_mask_);
    if (ready >= 0 || errno != EINTR) break;
  }
  return end_wanted == 0;
}

}  // namespace greycache
