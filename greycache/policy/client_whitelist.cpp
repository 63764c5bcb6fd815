// Looking a client up: the address in a tree, the name and its domains in tables, patterns last.
#include "greycache/policy/client_whitelist.h"

#include <algorithm>

namespace greycache {

ClientWhitelist::ClientWhitelist(std::span<const ClientEntries> lists) {
  std::vector<Network> networks;
  for (const ClientEntries& list : lists) {
    networks.insert(networks.end(), list.networks.begin(), list.networks.end());
    patterns_.insert(patterns_.end(), list.patterns.begin(), list.patterns.end());
    for (const std::string& name : list.names) names_.insert(name);
    for (const std::string& domain : list.domains) {
      domains_.insert(domain);
      const auto dots = std::count(domain.begin(), domain.end(), '.');
      most_labels_ = std::max(most_labels_, static_cast<std::size_t>(dots) + 1);
    }
  }
  networks_ = AddressTrie(networks);
}

bool ClientWhitelist::holds(const std::optional<IpAddress>& address,
                            std::string_view client_name) const {
  return (address && networks_.contains(*address)) || names_.contains(client_name) ||
         holds_domain_of(client_name) || matches_pattern(client_name);
}

std::size_t ClientWhitelist::size() const {
  return networks_.size() + names_.size() + domains_.size() + patterns_.size();
}

// From the right, and no further than the longest domain has labels: a long name of many labels
// costs no more than the list is worth.
bool ClientWhitelist::holds_domain_of(std::string_view client_name) const {
  std::size_t dot = client_name.size();
  for (std::size_t labels = 0; labels < most_labels_ && dot > 0; ++labels) {
    dot = client_name.rfind('.', dot - 1);
    if (dot == std::string_view::npos) return false;
    if (domains_.contains(client_name.substr(dot + 1))) return true;
  }
  return false;
}

bool ClientWhitelist::matches_pattern(std::string_view client_name) const {
  return std::any_of(patterns_.begin(), patterns_.end(),
                     [&](const auto& pattern) { return pattern->matches(client_name); });
}

}  // namespace greycache
