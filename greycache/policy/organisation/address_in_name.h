// Whether a host's name spells its address, as providers name their customers' lines.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "common/ip_address.h"

namespace greycache {

enum class AddressSpelling : std::uint8_t { none, decimal, hexadecimal };

// How the address, or one half of it, stands in `name`; none is found in more than
// kLongestClientName bytes. The organisation's own domain counts: there are such as
// "ip-51-75-12.example". Order is as in the address or reversed, case does not matter, '.', '-',
// '_' and 'x' separate:
//   IPv4: its octets in decimal, separated ("10-2-0-192", "010.002"), zero-padded and joined
//         ("192000002010", also three octets of it), joined without zeros where a run of digits is
//         just that ("1920210"); in hexadecimal, separated or joined ("c000020a"), half of it as
//         two separated octets of two digits or at the beginning or the end of a run of
//         hexadecimal digits ("p020a").
//   IPv6: its groups, separated, with their zeros or without, or shortened ("2001-db8--1"); its 16
//         or 32 digits joined or separated in any way, reversed by digit, octet or group.
AddressSpelling address_in_name(const IpAddress& address, std::string_view name);

inline constexpr std::size_t kLongestClientName = 255;

}  // namespace greycache
