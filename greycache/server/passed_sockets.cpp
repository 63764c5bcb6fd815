#include "greycache/server/passed_sockets.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#ifdef GREYCACHE_SYSTEMD
#include <systemd/sd-daemon.h>
#endif

#include <algorithm>
#include <utility>

namespace greycache {

namespace {

sa_family_t family_of(int socket) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length) != 0) return AF_UNSPEC;
  return address.ss_family;
}

// The path of a unix socket, empty for others.
std::string path_of(int socket) {
  sockaddr_un address{};
  socklen_t length = sizeof address;
  if (getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length) != 0) return {};
  if (address.sun_family != AF_UNIX || length <= offsetof(sockaddr_un, sun_path)) return {};
  const std::size_t size = length - offsetof(sockaddr_un, sun_path);
  return std::string(address.sun_path, strnlen(address.sun_path, size));
}

}  // namespace

PassedSockets PassedSockets::from_systemd([[maybe_unused]] const std::string& control_socket) {
  std::vector<PassedSocket> sockets;
#ifdef GREYCACHE_SYSTEMD
  const int count = sd_listen_fds(1);
  for (int fd = SD_LISTEN_FDS_START; fd < SD_LISTEN_FDS_START + count; ++fd) {
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    PassedSocket socket;
    socket.descriptor.reset(fd);
    socket.bytes = kKeptBySystemd;
    socket.kind = family_of(fd) != AF_UNIX        ? PassedSocket::Kind::inet_listener
                  : path_of(fd) == control_socket ? PassedSocket::Kind::control_listener
                                                  : PassedSocket::Kind::policy_listener;
    sockets.push_back(std::move(socket));
  }
#endif
  return PassedSockets(std::move(sockets));
}

PassedSocket PassedSockets::take_listener(PassedSocket::Kind kind, const std::string& path) {
  const auto found = std::find_if(sockets_.begin(), sockets_.end(), [&](const PassedSocket& one) {
    return one.kind == kind && (path.empty() || path_of(one.descriptor.get()) == path);
  });
  if (found == sockets_.end()) return {};
  PassedSocket listener = std::move(*found);
  sockets_.erase(found);
  return listener;
}

std::vector<PassedSocket> PassedSockets::take_sessions() {
  std::vector<PassedSocket> sessions;
  for (PassedSocket& socket : sockets_) {
    if (socket.kind == PassedSocket::Kind::session) sessions.push_back(std::move(socket));
  }
  std::erase_if(sockets_, [](const PassedSocket& socket) { return !socket.descriptor; });
  return sessions;
}

}  // namespace greycache
