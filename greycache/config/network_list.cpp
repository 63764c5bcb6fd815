// Networks as a setting lists them.
#include "greycache/config/network_list.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/text.h"

namespace greycache {

tl::expected<std::vector<Network>, std::string> parse_networks(std::string_view text) {
  std::vector<Network> networks;
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(", \t"), text.size()));
    if (text.empty()) return networks;
    const std::string_view word = text.substr(0, text.find_first_of(", \t"));
    text.remove_prefix(word.size());
    const auto network = Network::parse(word);
    if (!network) {
      return tl::make_unexpected(
          fmt::format("\"{}\" is no network; write 192.0.2.0/24, 192.0.2.1 or 2001:db8::/32",
                      escaped(word, 60)));
    }
    if (networks.size() == kMostNetworks) {
      return tl::make_unexpected(fmt::format("there are more than {} networks", kMostNetworks));
    }
    networks.push_back(*network);
  }
}

}  // namespace greycache
