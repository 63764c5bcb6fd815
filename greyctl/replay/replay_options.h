// What `greyctl replay` is asked for on the command line.
#pragma once

#include <array>
#include <string>

#include "greycache/policy/lists/opt_lists.h"

namespace greycache {

struct ReplayOptions {
  std::string trace = "-";  // a file, or standard input
  bool configured = false;  // the storage of the configuration instead of memory
  bool summary = false;     // a table instead of the answers
  std::string compare;      // another configuration file, whose column stands beside; empty: none
  std::string name_space;   // empty: the daemon's own entries
  std::array<std::string, kOptTables> opt_files;  // by OptTable; empty: an empty table
};

}  // namespace greycache
