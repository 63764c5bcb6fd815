// The command line of greycache-load.
#pragma once

#include <optional>
#include <string>

#include "load/connector.h"
#include "load/load.h"
#include "load/mix.h"

namespace greycache {

struct LoadCommandLine {
  std::optional<int> status;  // set: exit with it now
  Target target;
  LoadOptions load;
  MixOptions mix;
  bool json = false;
  std::string rows;  // "known", "waiting" ...: print the entries, ask nobody
};

LoadCommandLine parse_load_command_line(int argc, char** argv);

}  // namespace greycache
