// greyweb's options, from its command line and its configuration file.
#pragma once

#include <optional>
#include <string>

namespace greycache::web {

struct CommandLine {
  std::string listen;        // "unix:/PATH" or a loopback address with a port
  std::string socket_group;  // of a unix socket; empty: the process's own
  std::string panel_socket;  // the daemon's
  std::string accounts;      // files of greyctl panel
  std::string tokens;
  std::string state_dir;      // of the audit log
  std::optional<int> status;  // set when there is nothing more to do
  std::string listen_place;   // "FILE:LINE: " where `listen` stands in a file
};

CommandLine parse_command_line(int argc, char** argv);

}  // namespace greycache::web
