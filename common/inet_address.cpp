// Reads addresses with a port.
#include "common/inet_address.h"

#include <fmt/format.h>

#include <charconv>

#include "common/characters.h"
#include "common/ip_address.h"
#include "common/text.h"

namespace greycache {

namespace {

tl::expected<std::uint16_t, std::string> parse_port(std::string_view text) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (!all_digits(text) || error != std::errc{} || port < 1 || port > 65535) {
    return tl::unexpected(
        fmt::format("\"{}\" is no port; write a number from 1 to 65535", escaped(text, 40)));
  }
  return static_cast<std::uint16_t>(port);
}

InetAddressResult numeric(std::string_view host, std::uint16_t port) {
  if (lower_ascii(host) == "localhost") return InetAddress{"127.0.0.1", port};
  const auto address = IpAddress::parse(host);
  if (!address) {
    return tl::unexpected(
        fmt::format("\"{}\" is no address; write a numeric one (127.0.0.1, [::1]) or localhost, "
                    "other names are not looked up",
                    escaped(host, 80)));
  }
  return InetAddress{address->text(), port};
}

struct HostAndPort {
  std::string_view host;
  std::string_view port;  // empty where none is written
  bool colon = false;
};

// "[HOST]", "[HOST]:PORT", "HOST", "HOST:PORT"; the last colon counts.
HostAndPort host_and_port(std::string_view text) {
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    const std::string_view rest = close == text.npos ? "" : text.substr(close + 1);
    if (rest.empty() && close != text.npos) return {text.substr(1, close - 1), "", false};
    if (rest.starts_with(':')) return {text.substr(1, close - 1), rest.substr(1), true};
    return {text, "", false};
  }
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos) return {text, "", false};
  return {text.substr(0, colon), text.substr(colon + 1), true};
}

InetAddressResult with_port(std::string_view host, std::string_view port_text) {
  const auto port = parse_port(port_text);
  if (!port) return tl::unexpected(port.error());
  return numeric(host, *port);
}

bool takes(std::string_view every, std::string_view address) {
  return every == "::" || (every == "0.0.0.0" && address.find(':') == address.npos);
}

}  // namespace

bool is_loopback(std::string_view address) {
  return address.starts_with("127.") || address == "::1";
}

bool InetAddress::overlaps(const InetAddress& other) const {
  return port == other.port && (address == other.address || takes(address, other.address) ||
                                takes(other.address, address));
}

std::string InetAddress::text() const {
  return address.find(':') == address.npos ? fmt::format("{}:{}", address, port)
                                           : fmt::format("[{}]:{}", address, port);
}

InetAddressResult parse_inet_address(std::string_view text, std::uint16_t default_port) {
  const HostAndPort parts = host_and_port(text);
  if (parts.colon) return with_port(parts.host, parts.port);
  if (default_port == 0) {
    return tl::unexpected(fmt::format("\"{}\" has no port; write host:port", escaped(text, 80)));
  }
  return numeric(parts.host, default_port);
}

InetAddressResult parse_listen_address(std::string_view text) {
  if (all_digits(text)) return with_port("127.0.0.1", text);
  const HostAndPort parts = host_and_port(text);
  if (!parts.colon) {
    return tl::unexpected(fmt::format(
        "\"{}\" has no port; write a port (2501, on loopback) or address:port (127.0.0.1:2501)",
        escaped(text, 80)));
  }
  const bool every = parts.host == "*" || (parts.host.empty() && text.starts_with(":"));
  if (every) return with_port("::", parts.port);
  return with_port(parts.host, parts.port);
}

}  // namespace greycache
