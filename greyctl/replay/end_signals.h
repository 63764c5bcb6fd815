// SIGINT and SIGTERM as a wish to end, heard only while the program waits for input.
#pragma once

#include <csignal>

namespace greycache {

// Holds both signals back as long as it lives, so that what was begun is tidied up. One in a
// process, made before its threads.
class EndSignals {
 public:
  EndSignals();
  ~EndSignals();
  EndSignals(const EndSignals&) = delete;
  EndSignals& operator=(const EndSignals&) = delete;

  // Waits until the descriptor can be read. False when the program is to end.
  bool wait_readable(int fd) const;

 private:
  sigset_t former_mask_;
  struct sigaction former_interrupt_ {};
  struct sigaction former_terminate_ {};
};

}  // namespace greycache
