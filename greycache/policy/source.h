// The source that greylisting keys on: a client's address, or the network it stands for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/ip_address.h"
#include "greycache/policy/lists/smart_patterns.h"
#include "greycache/policy/rules.h"

namespace greycache {

// How a source is told. The patterns are greymethod smart's and must live as long as this; nullptr
// matches nothing.
struct SourceRules {
  GreyMethod greymethod = GreyMethod::smart;
  int ipv6_prefix = 64;
  const SmartPatterns* patterns = nullptr;
};

// The key part (see Keys) for a client:
//   full:   the address in canonical form: "192.0.2.1", "2001:db8::1".
//   classc: its network: "192.0.2" for IPv4, as SQLgrey writes it, "2001:db8:1:2::/64" for IPv6.
//   smart:  the address where the client has no verified name ("unknown") or an IPv4 client's name
//           looks like one of a dial-up line, otherwise the network. An IPv6 client with a name is
//           always taken by its network.
//   organisation: the narrow source, which is smart's.
// Text that is no address is its own source. An IPv4-mapped address counts as IPv4. `address` is
// what IpAddress::parse() says of client_address.
std::string source_of(const SourceRules& rules, const std::optional<IpAddress>& address,
                      std::string_view client_address, std::string_view client_name);
inline std::string source_of(const SourceRules& rules, std::string_view client_address,
                             std::string_view client_name) {
  return source_of(rules, IpAddress::parse(client_address), client_address, client_name);
}

// What smart sees in a verified name. A mail server's name outweighs the others; the last octet is
// an IPv4 client's only.
enum class NameSign : std::uint8_t { none, mail_server, last_octet, access_word };
NameSign sign_of_name(const SmartPatterns* patterns, const IpAddress& address,
                      std::string_view client_name);
inline bool is_access_line(NameSign sign) {
  return sign == NameSign::last_octet || sign == NameSign::access_word;
}

// Of an IPv4 network that stands for its clients: "192.0.2".
inline constexpr int kBitsOfIpv4Source = 24;

// The key part of a client that is known by its address, or else by its network. `address` is what
// `client_address` says.
std::string source_of_client(const IpAddress& address, std::string_view client_address,
                             bool by_address, int ipv6_prefix);

// Whether a name holds an address's last octet as dial-up names do ("host-192-0-2-010.isp.net",
// "ip10."): at the start or after one of "0-9.x_-", perhaps one of c, cm, gv, h, ip, host, m, p,
// pa, pc, pu, perhaps zeros, the octet, and one of "._-". Case does not matter.
bool names_last_octet(std::string_view client_name, int octet);

}  // namespace greycache
