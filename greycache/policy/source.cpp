// SQLgrey's greymethods full, classc and smart.
#include "greycache/policy/source.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "common/text.h"
#include "greycache/policy/keys.h"

namespace greycache {

namespace {

constexpr std::size_t kNoAddressLimit = 64;

// Whether a word may begin behind `text`.
bool ends_in_boundary(std::string_view text) {
  constexpr std::string_view kBoundaries = "0123456789.x_-";
  return text.empty() || kBoundaries.find(text.back()) != std::string_view::npos;
}

// Whether `text` leads up to an octet. Zeros need no word of their own: each is a boundary.
bool leads_to_octet(std::string_view text) {
  constexpr std::array<std::string_view, 11> kWords{"c", "cm", "gv", "h",  "ip", "host",
                                                    "m", "p",  "pa", "pc", "pu"};
  return ends_in_boundary(text) || std::any_of(kWords.begin(), kWords.end(), [&](auto word) {
           return text.ends_with(word) &&
                  ends_in_boundary(text.substr(0, text.size() - word.size()));
         });
}

bool keyed_by_address(const SourceRules& rules, const IpAddress& address, std::string_view name) {
  if (rules.greymethod == GreyMethod::full) return true;
  if (rules.greymethod == GreyMethod::classc) return false;
  if (name == "unknown") return true;
  return address.is_ipv4() && is_access_line(sign_of_name(rules.patterns, address, name));
}

// Whether text() of the address would give its text again. IpAddress::parse() takes an IPv4 address
// in this form only, and the IPv4-mapped ones.
bool is_dotted_quad(const IpAddress& address, std::string_view text) {
  return address.is_ipv4() && text.find(':') == std::string_view::npos;
}

std::string network_text(const IpAddress& address, int ipv6_prefix) {
  if (!address.is_ipv4()) return Network{address.masked(ipv6_prefix), ipv6_prefix}.text();
  return address.dotted_octets(3);
}

}  // namespace

bool names_last_octet(std::string_view client_name, int octet) {
  constexpr std::string_view kBehind = "._-";
  std::array<char, 3> buffer{};
  const auto* const end_of_digits =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), octet).ptr;
  const std::string_view digits(buffer.data(), end_of_digits);
  for (std::size_t at = client_name.find(digits); at != std::string_view::npos;
       at = client_name.find(digits, at + 1)) {
    const std::size_t end = at + digits.size();
    const bool closed =
        end < client_name.size() && kBehind.find(client_name[end]) != std::string_view::npos;
    if (closed && leads_to_octet(lower_ascii(client_name.substr(0, at)))) return true;
  }
  return false;
}

NameSign sign_of_name(const SmartPatterns* patterns, const IpAddress& address,
                      std::string_view client_name) {
  if (patterns != nullptr && patterns->is_smtp_server(client_name)) return NameSign::mail_server;
  if (address.is_ipv4() && names_last_octet(client_name, address.bytes()[3])) {
    return NameSign::last_octet;
  }
  const bool dynamic = patterns != nullptr && patterns->is_dynamic(client_name);
  return dynamic ? NameSign::access_word : NameSign::none;
}

std::string source_of_client(const IpAddress& address, std::string_view client_address,
                             bool by_address, int ipv6_prefix) {
  if (is_dotted_quad(address, client_address)) {
    return std::string(by_address ? client_address
                                  : client_address.substr(0, client_address.rfind('.')));
  }
  return by_address ? address.text() : network_text(address, ipv6_prefix);
}

std::string source_of(const SourceRules& rules, const std::optional<IpAddress>& address,
                      std::string_view client_address, std::string_view client_name) {
  if (!address) return key_part(client_address, kNoAddressLimit);
  const bool by_address = keyed_by_address(rules, *address, client_name);
  return source_of_client(*address, client_address, by_address, rules.ipv6_prefix);
}

}  // namespace greycache
