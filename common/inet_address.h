// Addresses with a port, as settings name them. No name but "localhost" is understood: nothing in
// the daemon asks DNS.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace greycache {

// Whether a numeric address is this host's alone: of 127.0.0.0/8, or ::1.
bool is_loopback(std::string_view address);

struct InetAddress {
  std::string address;  // numeric, as inet_ntop(3) writes it: "127.0.0.1", "::1"
  std::uint16_t port = 0;

  // "127.0.0.1:2501", "[::1]:2501"
  std::string text() const;
  // Whether connections could be to both: the same port, and the same address or one that stands
  // for every address. A socket of "::" takes IPv4, too.
  bool overlaps(const InetAddress& other) const;
  friend bool operator==(const InetAddress&, const InetAddress&) = default;
};

// Errors say what is wrong and what would be right.
using InetAddressResult = tl::expected<InetAddress, std::string>;

// "192.0.2.1:6379", "[2001:db8::1]:6379", "localhost:6379" (127.0.0.1). Without a port
// `default_port` counts; where that is 0, too, it is an error.
InetAddressResult parse_inet_address(std::string_view text, std::uint16_t default_port);

// SQLgrey's forms to listen on: also "2501" (127.0.0.1), "::1:2501", and ":2501" or "*:2501" (every
// address, "::").
InetAddressResult parse_listen_address(std::string_view text);

}  // namespace greycache
