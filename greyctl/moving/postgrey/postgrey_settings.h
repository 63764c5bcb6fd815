// What postgrey was started with, as far as its entries mean something by it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/duration.h"

namespace greycache {

// postgrey's defaults.
struct PostgreySettings {
  bool lookup_by_host = false;
  int ipv4cidr = 24;
  int ipv6cidr = 64;
  UnixTime delay = 300;           // seconds
  UnixTime max_age = 35 * 86400;  // seconds
  // From so many entries that passed on the client itself passes; 0: never.
  std::int64_t auto_whitelist_clients = 5;
  bool privacy = false;  // keys are hashes: nothing can be told of them
  // Empty: those of its configuration directory.
  std::vector<std::string> whitelist_clients;
  std::vector<std::string> whitelist_recipients;
};

// From the shell variable POSTGREY_OPTS of Debian's /etc/default/postgrey: its text. Options that
// mean nothing for entries are left out, and so are numbers that are none.
PostgreySettings postgrey_settings_of(std::string_view text);

}  // namespace greycache
