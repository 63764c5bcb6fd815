// Looking a client up: the address in a tree, the name and its domains in tables, patterns last.
#include "greycache/policy/lists/client_whitelist.h"

#include "common/text.h"

namespace greycache {

ClientWhitelist::ClientWhitelist(std::span<const ClientEntries> lists) {
  std::vector<Network> networks;
  for (const ClientEntries& list : lists) {
    networks.insert(networks.end(), list.networks.begin(), list.networks.end());
    patterns_.add(list.patterns);
    for (const std::string& name : list.names) names_.insert(name);
    for (const std::string& domain : list.domains) domains_.insert(domain);
  }
  networks_ = AddressTrie(networks);
}

bool ClientWhitelist::holds(const std::optional<IpAddress>& address,
                            std::string_view client_name) const {
  if (address && networks_.contains(*address)) return true;
  lower_ascii(client_name, lower_name_);
  return names_.contains(lower_name_) || domains_.holds_above(lower_name_) ||
         patterns_.matches(client_name, lower_name_);
}

std::size_t ClientWhitelist::size() const {
  return networks_.size() + names_.size() + domains_.size() + patterns_.size();
}

}  // namespace greycache
