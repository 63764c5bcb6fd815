// Every way in which a provider may write an address into a name, for tests.
#pragma once

#include <string>
#include <vector>

#include "common/ip_address.h"

namespace greycache {

struct Spelling {
  std::string form;  // for the message of a test that fails
  std::string text;
};

// IPv4 and IPv6: whole and either half, in both orders, joined and separated, with and without
// zeros, as far as address_in_name() promises to find them.
std::vector<Spelling> spellings_of(const IpAddress& address);

}  // namespace greycache
