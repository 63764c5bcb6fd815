// The daemon's sockets on this host, asked as their users do.
#pragma once

#include "greycache/config/settings.h"
#include "greyctl/doctor/findings.h"

namespace greycache {

// Asks a question that nothing is remembered of. Waits 2 s at most for each socket.
Findings look_at_sockets(const Settings& settings);

}  // namespace greycache
