// "greyctl allow": lets a client or a sender through, for a while or for good.
#pragma once

#include <optional>
#include <string>

#include "greycache/config/settings.h"

namespace greycache {

// What was written behind "greyctl allow".
struct AllowOptions {
  std::string whom;
  std::optional<std::string> span;  // how long; nothing: for good
  std::string why;
  bool remove = false;
  bool json = false;
};

// For a while: the daemon is asked, and every host knows it. For good: a line in a .local list of
// this host. Taken back is what there is of both. Prints; returns an exit code.
int allow(const Settings& settings, const AllowOptions& options);

}  // namespace greycache
