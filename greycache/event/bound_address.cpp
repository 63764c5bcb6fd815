// What getsockname(2) says, in words and compared.
#include "greycache/event/bound_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cstddef>
#include <cstring>

namespace greycache {

namespace {

struct Bound {
  sockaddr_storage storage{};
  socklen_t length = 0;
};

Bound bound(int socket) {
  Bound result;
  result.length = sizeof result.storage;
  auto* address = reinterpret_cast<sockaddr*>(&result.storage);
  if (getsockname(socket, address, &result.length) != 0) result.storage.ss_family = AF_UNSPEC;
  return result;
}

// Of another family: port 0.
InetAddress inet_of(const Bound& of) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (of.storage.ss_family == AF_INET) {
    const auto& ipv4 = reinterpret_cast<const sockaddr_in&>(of.storage);
    inet_ntop(AF_INET, &ipv4.sin_addr, text.data(), text.size());
    return {text.data(), ntohs(ipv4.sin_port)};
  }
  if (of.storage.ss_family != AF_INET6) return {};
  const auto& ipv6 = reinterpret_cast<const sockaddr_in6&>(of.storage);
  inet_ntop(AF_INET6, &ipv6.sin6_addr, text.data(), text.size());
  return {text.data(), ntohs(ipv6.sin6_port)};
}

}  // namespace

std::string bound_path(int socket) {
  const Bound to = bound(socket);
  if (to.storage.ss_family != AF_UNIX || to.length <= offsetof(sockaddr_un, sun_path)) return {};
  const auto& address = reinterpret_cast<const sockaddr_un&>(to.storage);
  return {address.sun_path, strnlen(address.sun_path, to.length - offsetof(sockaddr_un, sun_path))};
}

bool is_bound_to(int socket, const InetAddress& address) {
  return inet_of(bound(socket)) == address;
}

InetAddress bound_inet(int socket) {
  return inet_of(bound(socket));
}

std::string bound_text(int socket) {
  const std::string path = bound_path(socket);
  return path.empty() ? inet_of(bound(socket)).text() : path;
}

void share_port(int socket) {
  const int on = 1;
  setsockopt(socket, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
}

}  // namespace greycache
