// The sockets of the daemon: there, answered on, and open to whom they should be.
#pragma once

#include <string>
#include <vector>

#include "greyctl/doctor/findings.h"
#include "greyctl/doctor/path_rights.h"

namespace greycache {

struct SocketFacts {
  std::string setting;  // "socket", "control_socket"
  std::string path;
  PathRights rights;
  mode_t wanted_mode = 0;
  std::string wanted_group;  // empty: any
  bool may_ask = true;       // this process may open it
  std::string trouble;       // why nobody answered, escaped; empty where somebody did
};

Findings socket_findings(const SocketFacts& socket);

}  // namespace greycache
