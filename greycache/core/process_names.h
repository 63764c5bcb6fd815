// What this host and this process are called in the stores.
#pragma once

#include <string>

#include "greycache/event/backoff.h"
#include "greycache/policy/fact.h"

namespace greycache {

// The host and what keeps its journal: the same after each restart, and another for another daemon
// on the host.
std::string host_place(const std::string& state_dir);

// No other process that ever writes has it.
std::string process_name(UnixTime started, const RandomUnit& random);

}  // namespace greycache
