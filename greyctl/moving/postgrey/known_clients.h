// The clients whose entries passed, as postgrey knows them by their addresses, by network.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/ip_address.h"

namespace greycache {

class KnownClients {
 public:
  // Of one network; others are left out.
  static constexpr std::size_t kMostOfNetwork = 256;

  KnownClients(int ipv4_prefix, int ipv6_prefix)
      : ipv4_prefix_(ipv4_prefix), ipv6_prefix_(ipv6_prefix) {}

  void add(const IpAddress& address);
  // Those in the network of postgrey's that begins with this address.
  const std::vector<IpAddress>& in(const IpAddress& network) const;

 private:
  int ipv4_prefix_;
  int ipv6_prefix_;
  std::unordered_map<std::string, std::vector<IpAddress>> by_network_;
};

}  // namespace greycache
