// Looking a client up: the address in a tree, the name and its domains in tables, patterns last.
#include "greycache/policy/lists/client_whitelist.h"

#include <algorithm>

#include "common/text.h"

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
  if (address && networks_.contains(*address)) return true;
  lower_ascii(client_name, lower_name_);
  return names_.contains(lower_name_) || holds_domain_of(lower_name_) ||
         matches_pattern(client_name);
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

// Most names end as no pattern does, which is seen for a fraction of what a match costs.
bool ClientWhitelist::matches_pattern(std::string_view client_name) const {
  const std::string_view end = std::string_view(lower_name_).substr(0, Pattern::kMaxSubject);
  const std::uint32_t steps = ListPattern::steps_of_each(patterns_.size());
  int runaways = 0;
  for (const auto& pattern : patterns_) {
    if (!end.ends_with(pattern->tail())) continue;
    bool ran_away = false;
    if (pattern->matches(client_name, steps, ran_away)) return true;
    if (ran_away && ++runaways == kMostRunaways) return false;
  }
  return false;
}

}  // namespace greycache
