// Why a daemon cannot start.
#pragma once

#include <stdexcept>

namespace greycache {

// A resource that the daemon cannot start without is missing; the message says which and why.
struct StartError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace greycache
