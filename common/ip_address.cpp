// Addresses read, masked and written; each request has two, so IPv4 is read here, not by libc.
#include "common/ip_address.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "common/whole_number.h"

namespace greycache {

namespace {

constexpr std::array<std::uint8_t, 12> kMappedIpv4{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

std::optional<int> parse_number(std::string_view text, int most) {
  const auto number = whole_number<int>(text);
  return number && *number >= 0 && *number <= most ? number : std::nullopt;
}

// What inet_pton(3) takes: four numbers up to 255 without leading zeros. It is asked twice a
// request, and this is faster.
bool parse_dotted_quad(std::string_view text, std::array<std::uint8_t, 16>& bytes) {
  const char* at = text.data();
  const char* const end = at + text.size();
  for (std::size_t octet = 0; octet < 4; ++octet) {
    if (octet > 0 && (at == end || *at++ != '.')) return false;
    const char* const begin = at;
    int number = 0;
    for (; at != end && *at >= '0' && *at <= '9' && at - begin < 3; ++at) {
      number = number * 10 + (*at - '0');
    }
    const bool padded = at - begin > 1 && *begin == '0';
    if (at == begin || padded || number > 255) return false;
    bytes[octet] = static_cast<std::uint8_t>(number);
  }
  return at == end;
}

// "10.4" becomes "10.4.0.0": SQLgrey's lists leave out trailing octets.
std::string padded_octets(std::string_view text) {
  std::string padded(text);
  for (auto dots = std::count(text.begin(), text.end(), '.'); dots < 3; ++dots) padded += ".0";
  return padded;
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  IpAddress address;
  if (parse_dotted_quad(text, address.bytes_)) return address;
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  if (text.empty() || text.size() >= buffer.size()) return std::nullopt;
  std::copy(text.begin(), text.end(), buffer.begin());
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  if (inet_pton(AF_INET6, buffer.data(), address.bytes_.data()) != 1) return std::nullopt;
  address.ipv4_ = std::equal(kMappedIpv4.begin(), kMappedIpv4.end(), address.bytes_.begin());
  if (address.ipv4_) {
    std::copy(address.bytes_.begin() + 12, address.bytes_.end(), address.bytes_.begin());
    std::fill(address.bytes_.begin() + 4, address.bytes_.end(), std::uint8_t{0});
  }
  return address;
}

IpAddress IpAddress::masked(int prefix) const {
  IpAddress masked = *this;
  for (int byte = 0; byte < 16; ++byte) {
    const int kept = std::clamp(prefix - byte * 8, 0, 8);
    masked.bytes_[static_cast<std::size_t>(byte)] &= static_cast<std::uint8_t>(0xff00 >> kept);
  }
  return masked;
}

std::string IpAddress::text() const {
  if (ipv4_) return dotted_octets(4);
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  inet_ntop(AF_INET6, bytes_.data(), buffer.data(), buffer.size());
  return buffer.data();
}

std::string IpAddress::dotted_octets(std::size_t count) const {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) text += '.';
    std::array<char, 3> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), bytes_[i]).ptr;
    text.append(digits.data(), end);
  }
  return text;
}

std::optional<Network> Network::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  std::string_view address_text = text.substr(0, slash);
  const bool short_ipv4 = address_text.find(':') == std::string_view::npos;
  const auto dots = std::count(address_text.begin(), address_text.end(), '.');
  const bool three_octets = short_ipv4 && dots == 2;
  if (slash == std::string_view::npos && short_ipv4 && dots < 2) return std::nullopt;
  const auto address =
      short_ipv4 ? IpAddress::parse(padded_octets(address_text)) : IpAddress::parse(address_text);
  if (!address) return std::nullopt;
  if (slash == std::string_view::npos) {
    const int prefix = three_octets ? 24 : address->bits();
    return Network{address->masked(prefix), prefix};
  }
  const auto prefix = parse_number(text.substr(slash + 1), address->bits());
  if (!prefix) return std::nullopt;
  return Network{address->masked(*prefix), *prefix};
}

bool Network::contains(const IpAddress& other) const {
  return other.is_ipv4() == address.is_ipv4() && other.masked(prefix) == address;
}

std::string Network::text() const {
  if (prefix == address.bits()) return address.text();
  return fmt::format("{}/{}", address.text(), prefix);
}

}  // namespace greycache
