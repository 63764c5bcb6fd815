// Loopback is asked of the address itself, not of a name.
#include "greyweb/http/listen_address.h"

#include "common/socket.h"
#include "common/text.h"

namespace greycache::web {

namespace {

constexpr std::string_view kUnix = "unix:";
constexpr unsigned kMode = 0660;

}  // namespace

tl::expected<ListenAddress, std::string> parse_listen_at(std::string_view text) {
  ListenAddress address;
  if (text.starts_with(kUnix)) {
    address.path = text.substr(kUnix.size());
    if (address.path.starts_with('/')) return address;
    return tl::make_unexpected("'" + escaped(text, 100) + "' has no path that begins with /");
  }
  const auto inet = parse_inet_address(text, 0);
  if (!inet) return tl::make_unexpected(inet.error());
  if (!is_loopback(inet->address)) {
    return tl::make_unexpected(inet->text() +
                               " is no address of this host alone: there is no TLS here, put a web "
                               "server with TLS before the panel");
  }
  address.inet = *inet;
  return address;
}

tl::expected<FileDescriptor, std::string> listen_at(const ListenAddress& address,
                                                    const std::string& group) {
  if (!address.path.empty()) return listen_unix(address.path, kMode, group);
  return listen_inet(address.inet.address, address.inet.port);
}

LastingSocket lasting_at(const ListenAddress& address, const std::string& group) {
  return address.path.empty() ? LastingSocket() : LastingSocket(address.path, kMode, group);
}

}  // namespace greycache::web
