// Sorts what was passed by what it listens to or came with.
#include "greycache/daemon/passed_sockets.h"

#include <fcntl.h>
#include <sys/socket.h>
#ifdef GREYCACHE_SYSTEMD
#include <systemd/sd-daemon.h>
#endif

#include <algorithm>
#include <utility>

#include "greycache/event/bound_address.h"

namespace greycache {

namespace {

sa_family_t family_of(int socket) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length) != 0) return AF_UNSPEC;
  return address.ss_family;
}

bool is_session(const PassedSocket& socket) {
  return socket.kind == PassedSocket::Kind::session ||
         socket.kind == PassedSocket::Kind::owing_session;
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
    socket.kind = family_of(fd) != AF_UNIX           ? PassedSocket::Kind::inet_listener
                  : bound_path(fd) == control_socket ? PassedSocket::Kind::control_listener
                                                     : PassedSocket::Kind::policy_listener;
    sockets.push_back(std::move(socket));
  }
#endif
  return PassedSockets(std::move(sockets));
}

PassedSocket PassedSockets::take_listener(PassedSocket::Kind kind, const Fits& fits) {
  const auto found = std::find_if(sockets_.begin(), sockets_.end(), [&](const PassedSocket& one) {
    return one.kind == kind && fits(one);
  });
  if (found == sockets_.end()) return {};
  PassedSocket listener = std::move(*found);
  sockets_.erase(found);
  return listener;
}

std::vector<PassedSocket> PassedSockets::take_listeners() {
  return take_where([](const PassedSocket& socket) { return !is_session(socket); });
}

std::vector<PassedSocket> PassedSockets::take_sessions() {
  return take_where(is_session);
}

bool PassedSockets::are_of_a_daemon() const {
  return std::any_of(sockets_.begin(), sockets_.end(),
                     [](const PassedSocket& socket) { return socket.bytes != kKeptBySystemd; });
}

std::vector<PassedSocket> PassedSockets::take_where(const Fits& fits) {
  std::vector<PassedSocket> taken;
  for (PassedSocket& socket : sockets_) {
    if (fits(socket)) taken.push_back(std::move(socket));
  }
  std::erase_if(sockets_, [](const PassedSocket& socket) { return !socket.descriptor; });
  return taken;
}

}  // namespace greycache
