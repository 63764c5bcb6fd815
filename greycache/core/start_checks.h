// What the daemon needs to start, looked at before it is used.
#pragma once

#include <string>
#include <vector>

#include "greycache/config/settings.h"

namespace greycache {

// A sentence about something that is missing or wrong.
struct Trouble {
  enum class Weight {
    refusal,  // the daemon does not start
    fault,    // it starts, and cannot do all that it should
    note,     // it may be right when the daemon starts
  };
  Weight weight = Weight::refusal;
  std::string text;
};

// Password files, certificates for Redis, addresses of the stores, the state directory and the
// files in it, and, for sockets that the daemon makes itself, their directories and group. As this
// process' account may use them; nothing is made or changed. The start asks this first, so that
// what it says is what --check-config says.
std::vector<Trouble> start_troubles(const Settings& settings, bool own_sockets);

// Connects to the stores: versions, rights, the schema, and how Redis evicts. Takes the stores'
// timeouts. Migrates nothing; writes the probe key that each connection to Redis writes.
std::vector<Trouble> store_troubles(const Settings& settings);

}  // namespace greycache
