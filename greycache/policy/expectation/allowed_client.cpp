// The names of a client, from the narrowest to the widest.
#include "greycache/policy/expectation/allowed_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "common/characters.h"
#include "common/ip_address.h"
#include "common/text.h"

namespace greycache {

namespace {

constexpr std::array kIpv4Widths{32, 24, 16};
constexpr std::array kIpv6Widths{128, 64, 48, 32};
constexpr std::size_t kLongestName = 255;
constexpr int kMostLabels = 16;

std::span<const int> widths_of(const IpAddress& address) {
  if (address.is_ipv4()) return kIpv4Widths;
  return kIpv6Widths;
}

bool is_name(std::string_view written) {
  const auto plain = [](char c) {
    return is_letter_or_digit(c) || c == '.' || c == '-' || c == '_';
  };
  const auto labels = split(written, '.');
  return written.size() <= kLongestName && labels.size() > 1 &&
         std::ranges::all_of(written, plain) &&
         std::ranges::none_of(labels, [](std::string_view label) { return label.empty(); }) &&
         std::ranges::any_of(labels.back(), [](char c) { return !is_digit(c); });
}

}  // namespace

tl::expected<std::string, std::string> parse_allowed_client(std::string_view written) {
  written = trimmed(written);
  if (const auto network = Network::parse(written)) {
    const auto widths = widths_of(network->address);
    if (std::ranges::find(widths, network->prefix) != widths.end()) return network->text();
    return tl::make_unexpected(fmt::format(
        "'{}' is wider or narrower than what can be let through for a while: a single address, an "
        "IPv4 /24 or /16, an IPv6 /64, /48 or /32",
        escaped(written, 100)));
  }
  if (is_name(written)) return lower_ascii(written);
  return tl::make_unexpected(fmt::format(
      "'{}' is no client: write an ADDRESS (192.0.2.1), a NETWORK (192.0.2.0/24), a "
      "client's verified name (mail.sender.example), or a sender (user@domain, @domain)",
      escaped(written, 100)));
}

void each_name_of_client(std::string_view client_address, std::string_view client_name,
                         const std::function<bool(std::string_view name)>& found) {
  if (const auto address = IpAddress::parse(client_address)) {
    for (const int width : widths_of(*address)) {
      if (found(Network{address->masked(width), width}.text())) return;
    }
  }
  if (client_name == "unknown") return;
  const std::string name = lower_ascii(client_name);
  std::string_view left = name;
  for (int labels = 0; labels < kMostLabels && left.find('.') != left.npos; ++labels) {
    if (found(left)) return;
    left.remove_prefix(left.find('.') + 1);
  }
}

}  // namespace greycache
