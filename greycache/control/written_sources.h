// Which sources an operator may mean by an address or a network.
#pragma once

#include <string>
#include <vector>

#include "common/ip_address.h"

namespace greycache {

// All that an address may be keyed under, whatever greymethod was when its entries were made: the
// address first.
std::vector<std::string> sources_of(const IpAddress& address, int ipv6_prefix);
// The same of a network, as it was `written`.
std::vector<std::string> sources_of(const Network& network, const std::string& written);

// A name, and neither an address nor a network.
bool looks_like_domain(const std::string& what);

}  // namespace greycache
