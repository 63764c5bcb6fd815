// The daemon's command line.
#pragma once

#include <optional>
#include <string>

namespace greycache {

enum class LogTo { syslog, standard_output, standard_error };

struct CommandLine {
  std::string config;  // empty: the default file, which may be absent
  bool check_config = false;
  bool connect = false;  // to the stores, with check_config
  bool print_config = false;
  bool takeover = false;
  LogTo log_to = LogTo::syslog;
  // Set when there is nothing more to do: the status to exit with (0 after --help or --version,
  // EX_USAGE after a mistake, which has been printed).
  std::optional<int> status;
};

CommandLine parse_command_line(int argc, char** argv);

}  // namespace greycache
