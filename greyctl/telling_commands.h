// The commands that tell something, and change nothing.
#pragma once

#include "greycache/config/settings.h"
#include "greyctl/command_line.h"

namespace greycache {

// Each returns the exit status, see greyctl(8).
int query(const Settings& settings, const CommandLine& command_line);
int source(const Settings& settings, const CommandLine& command_line);
int list_check(const Settings& settings, const CommandLine& command_line);
int show(const Settings& settings, const CommandLine& command_line);
int stats(const Settings& settings, const CommandLine& command_line);
// explain and history.
int ask_history(const Settings& settings, const CommandLine& command_line);
int report_of(const Settings& settings, const CommandLine& command_line);

}  // namespace greycache
