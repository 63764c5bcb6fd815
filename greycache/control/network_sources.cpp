// Names of sources begin as their network does.
#include "greycache/control/network_sources.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <utility>

#include "greycache/storage/prefixed_sources.h"

namespace greycache {

namespace {

constexpr std::size_t kPage = 1000;

// What the names of all sources within it begin with; of IPv6 no further than the first part that
// is zero, which the text may leave out.
std::string beginning_of(const Network& network) {
  std::string text;
  const auto& bytes = network.address.bytes();
  if (network.address.is_ipv4()) {
    // The network of a /24 is a source of three octets, without a dot behind them.
    const auto octets = static_cast<std::size_t>(std::min(network.prefix / 8, 3));
    if (octets == 0) return {};
    return network.address.dotted_octets(octets) + (octets < 3 ? "." : "");
  }
  for (std::size_t part = 0; part < static_cast<std::size_t>(network.prefix / 16); ++part) {
    const int value = bytes[part * 2] * 256 + bytes[part * 2 + 1];
    if (value == 0) break;
    text += fmt::format("{:x}:", value);
  }
  return text;
}

}  // namespace

bool is_within(std::string_view src, const Network& network) {
  const auto source = Network::parse(src);
  return source && source->prefix >= network.prefix && network.contains(source->address);
}

int least_prefix(const Network& network) {
  return network.address.is_ipv4() ? 8 : 16;
}

StoreResult<NetworkSources> sources_within(PersistentStore& store, const Network& network,
                                           std::size_t most) {
  const std::string beginning = beginning_of(network);
  NetworkSources found;
  std::string last;
  for (std::size_t read = 0; read < kMostRead; read += kPage) {
    const auto page = prefixed_sources(store, beginning, last, kPage);
    if (!page) return tl::make_unexpected(page.error());
    // Behind so many another table may have names between, which it has not given yet.
    for (const std::string& name : *page | std::views::take(kPage)) {
      last = name;
      if (!is_within(name, network)) continue;
      if (found.sources.size() == most) return NetworkSources{std::move(found.sources), false};
      found.sources.push_back(name);
    }
    if (page->size() < kPage) return found;
  }
  found.whole = false;
  return found;
}

}  // namespace greycache
