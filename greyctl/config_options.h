// What `greyctl config` is told.
#pragma once

#include <string>
#include <vector>

namespace greycache {

struct ConfigOptions {
  std::vector<std::string> names{};  // of settings, or SQLgrey's keys
  bool defaults = false;             // the defaults, whatever the file says
  bool explain = false;              // what the manual says
  bool json = false;

  // The table alone answers, so that a wrong configuration does not matter.
  bool needs_no_file() const { return defaults || explain; }
};

}  // namespace greycache
