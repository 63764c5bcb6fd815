// From an old client to sources.
#include "greyctl/moving/account/old_client.h"

#include "greycache/policy/source.h"

namespace greycache {

namespace {

constexpr int kKnownPrefix = 64;  // of an IPv6 network that another program knew

}  // namespace

std::vector<std::string> new_sources(const SourceForms& forms, const OldClient& client) {
  std::vector<std::string> sources;
  const auto add = [&](bool by_address) {
    sources.push_back(
        source_of_client(client.address, client.address.text(), by_address, forms.ipv6_prefix));
  };
  const bool full = forms.greymethod == GreyMethod::full;
  const bool network_only = forms.greymethod == GreyMethod::classc;
  // A part of the network that was known would be asked for, of which nothing says which one.
  const bool narrower =
      !client.whole && !client.address.is_ipv4() && forms.ipv6_prefix > kKnownPrefix;
  if (client.whole && !network_only && (full || client.by_address)) add(true);
  if (!full && !narrower && (network_only || client.by_network)) add(false);
  return sources;
}

}  // namespace greycache
