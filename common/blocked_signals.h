// Starts threads that take no signals.
#pragma once

#include <pthread.h>

#include <csignal>

namespace greycache {

// Signals are the loop's business: a thread that took one would leave the loop asleep. A thread
// that is started while this lives takes none.
class BlockedSignals {
 public:
  BlockedSignals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~BlockedSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  BlockedSignals(const BlockedSignals&) = delete;
  BlockedSignals& operator=(const BlockedSignals&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace greycache
