// Why moving in ends.
#pragma once

#include <sysexits.h>

#include <string>
#include <utility>

namespace greycache {

// A sentence is one of who cannot be reached, or went away, where nothing else is said.
struct MovingError {
  MovingError(std::string sentence, int exit_status = EX_UNAVAILABLE)
      : why(std::move(sentence)), status(exit_status) {}

  std::string why;
  int status;  // of sysexits.h
};

}  // namespace greycache
