// The commands that concern this host's configuration and its daemon.
#pragma once

#include "greycache/config/config_file.h"
#include "greyctl/command_line.h"

namespace greycache {

// Each returns the exit status, see greyctl(8).
int check_config(const LoadedSettings& loaded, const CommandLine& command_line);
int reload(const Settings& settings, const CommandLine& command_line);
int renew(const Settings& settings, const CommandLine& command_line);
// `loaded` may be an error: that is a finding, too.
int doctor(const LoadResult& loaded, const CommandLine& command_line);

}  // namespace greycache
