// A client as another greylister knew it, and the sources that it has here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/ip_address.h"
#include "greycache/policy/rules.h"

namespace greycache {

// How the daemon that takes the entries over tells sources apart.
struct SourceForms {
  GreyMethod greymethod = GreyMethod::smart;
  int ipv6_prefix = 64;
};

// What was known of a client. Either may hold, and both where the other program did not tell a
// client that has a name from one that has none.
struct OldClient {
  IpAddress address;        // of a network its first
  bool whole = false;       // all of the address is known
  bool by_address = false;  // the client was known by its address alone
  bool by_network = false;  // the hosts of its network were known
};

// The sources under which the same clients are asked for here: none where they are asked for by
// addresses only and the address is not known, or by a network that is wider than what was known.
std::vector<std::string> new_sources(const SourceForms& forms, const OldClient& client);

}  // namespace greycache
