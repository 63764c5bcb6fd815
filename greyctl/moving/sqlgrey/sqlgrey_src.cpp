// By form: dots, or groups of hexadecimal digits.
#include "greyctl/moving/sqlgrey/sqlgrey_src.h"

#include <algorithm>
#include <string>
#include <vector>

#include "common/text.h"

namespace greycache {

namespace {

constexpr std::size_t kGroups = 8;
constexpr std::size_t kNetworkGroups = 4;

bool is_group(std::string_view group) {
  return !group.empty() && group.size() <= 4 &&
         group.find_first_not_of("0123456789abcdefABCDEF") == group.npos;
}

// Of all groups: without a "::" between them.
bool is_written_out(const std::vector<std::string_view>& groups) {
  return std::ranges::all_of(groups, is_group);
}

std::optional<IpAddress> address_of(const std::vector<std::string_view>& groups) {
  std::string text;
  for (const std::string_view group : groups) {
    text += (text.empty() ? "" : ":") + std::string(group);
  }
  return IpAddress::parse(text);
}

std::optional<OldClient> ipv4_client(std::string_view src, GreyMethod greymethod) {
  if (std::ranges::count(src, '.') == 2) {
    const auto network = IpAddress::parse(std::string(src) + ".0");
    if (!network) return std::nullopt;
    return OldClient{.address = *network, .by_network = true};
  }
  const auto address = IpAddress::parse(src);
  if (!address) return std::nullopt;
  return OldClient{.address = *address,
                   .whole = true,
                   .by_address = true,
                   .by_network = greymethod == GreyMethod::full};
}

// Of an address that Postfix could have written: its zeros are left out.
bool as_postfix_writes(const IpAddress& address, std::string_view src) {
  return address.text() == src;
}

// No address that a client can have: all is zero, which is what is left of one that was cut off.
bool is_unspecified(const IpAddress& address) {
  return address.masked(address.bits()) == address.masked(0);
}

std::optional<OldClient> ipv6_client(std::string_view src, GreyMethod greymethod) {
  auto groups = split(src, ':');
  const bool written_out = is_written_out(groups);
  if (written_out && groups.size() == kNetworkGroups) {
    groups.resize(kGroups, "0");
    const auto network = address_of(groups);
    if (!network || is_unspecified(*network)) return std::nullopt;
    return OldClient{.address = *network, .by_network = true};
  }
  if (written_out && groups.size() > kGroups && groups.front() == "0000") {
    groups.erase(groups.begin(), groups.end() - kGroups);
  }
  const auto address = written_out ? address_of(groups) : IpAddress::parse(src);
  if (!address || is_unspecified(*address)) return std::nullopt;
  const bool padded = written_out && std::ranges::all_of(groups, [](std::string_view group) {
                        return group.size() == 4;
                      });
  const bool plain = as_postfix_writes(*address, src);
  return OldClient{.address = *address,
                   .whole = true,
                   .by_address = plain || !padded,
                   .by_network = padded || !plain || greymethod != GreyMethod::smart};
}

}  // namespace

std::optional<OldClient> client_of_src(std::string_view src, GreyMethod greymethod) {
  if (src.find(':') != src.npos) return ipv6_client(src, greymethod);
  return ipv4_client(src, greymethod);
}

}  // namespace greycache
