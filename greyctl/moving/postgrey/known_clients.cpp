// Addresses under the text of their network's first.
#include "greyctl/moving/postgrey/known_clients.h"

#include <algorithm>

namespace greycache {

void KnownClients::add(const IpAddress& address) {
  const int prefix = address.is_ipv4() ? ipv4_prefix_ : ipv6_prefix_;
  auto& addresses = by_network_[address.masked(prefix).text()];
  if (addresses.size() < kMostOfNetwork) addresses.push_back(address);
}

const std::vector<IpAddress>& KnownClients::in(const IpAddress& network) const {
  static const std::vector<IpAddress> kNone;
  const auto found = by_network_.find(network.text());
  return found == by_network_.end() ? kNone : found->second;
}

}  // namespace greycache
