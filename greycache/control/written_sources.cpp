// The names under which greylisting may key an address.
#include "greycache/control/written_sources.h"

namespace greycache {

std::vector<std::string> sources_of(const IpAddress& address, int ipv6_prefix) {
  const std::string text = address.text();
  if (address.is_ipv4()) return {text, text.substr(0, text.rfind('.'))};
  return {text, Network{address.masked(ipv6_prefix), ipv6_prefix}.text()};
}

std::vector<std::string> sources_of(const Network& network, const std::string& written) {
  std::vector<std::string> sources{network.text()};
  const std::string text = network.address.text();
  if (network.address.is_ipv4()) sources.push_back(text.substr(0, text.rfind('.')));
  if (written.find('/') == std::string::npos) sources.push_back(written);
  return sources;
}

bool looks_like_domain(const std::string& what) {
  return what.find('.') != std::string::npos && what.find_first_of("/:@<>") == std::string::npos &&
         what.find_first_not_of("0123456789.") != std::string::npos;
}

}  // namespace greycache
