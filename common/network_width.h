// How much of the Internet one line of a list or one command may name.
#pragma once

#include "common/ip_address.h"

namespace greycache {

// An IPv4 /12 is a million addresses. An IPv6 /32 is the least that a registry gives a provider,
// with all its customers (RIPE's policy, ripe-738, 5.1): what is wider is of several of them, or
// more than one sends mail from.
inline constexpr int kWidestNetwork = 12;
inline constexpr int kWidestIpv6Network = 32;

// The prefix of the widest network of its family.
inline int widest_prefix(const Network& network) {
  return network.address.is_ipv4() ? kWidestNetwork : kWidestIpv6Network;
}

inline bool is_too_wide(const Network& network) {
  return network.prefix < widest_prefix(network);
}

}  // namespace greycache
