// Client addresses and networks: parsed, masked, and in the one text form that keys and lists use.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace greycache {

// An IPv4 or IPv6 address. IPv4-mapped IPv6 (::ffff:192.0.2.1) is read as the IPv4 address it
// stands for, as Postfix shows it.
class IpAddress {
 public:
  static std::optional<IpAddress> parse(std::string_view text);

  bool is_ipv4() const { return ipv4_; }
  // 4 or 16 bytes in network order, the rest zero.
  const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }
  int bits() const { return ipv4_ ? 32 : 128; }
  // The address with all bits behind the first `prefix` cleared; prefix 0 to bits().
  IpAddress masked(int prefix) const;
  // The canonical text: dotted quad, or RFC 5952 for IPv6.
  std::string text() const;
  // The first 1 to 4 bytes as an IPv4 address is written: "192.0.2".
  std::string dotted_octets(std::size_t count) const;

  friend bool operator==(const IpAddress&, const IpAddress&) = default;

 private:
  std::array<std::uint8_t, 16> bytes_{};
  bool ipv4_ = true;
};

// An address with a prefix length; the bits behind the prefix are zero.
struct Network {
  IpAddress address;
  int prefix = 0;

  // "192.0.2.0/24", "2001:db8::/32", "192.0.2.1" (a single address), and SQLgrey's three octets
  // "192.0.2" (a /24) and "10.4/16". Empty where the text is no network.
  static std::optional<Network> parse(std::string_view text);
  bool contains(const IpAddress& other) const;
  std::string text() const;

  friend bool operator==(const Network&, const Network&) = default;
};

}  // namespace greycache
