// The commands by which an operator lets mail through, or has somebody forgotten.
#pragma once

#include "greycache/config/settings.h"
#include "greyctl/command_line.h"

namespace greycache {

// Each returns the exit status, see greyctl(8).
int expect(const Settings& settings, const CommandLine& command_line);
int forget(const Settings& settings, const CommandLine& command_line);
int release(const Settings& settings, const CommandLine& command_line);
// optin and optout: add, remove, list, find.
int opt_rows(const Settings& settings, const CommandLine& command_line);

}  // namespace greycache
