// Sockets that were open before this process was: a predecessor's, or systemd's.
#pragma once

#include <string>
#include <vector>

#include "greycache/server/takeover.h"

namespace greycache {

class PassedSockets {
 public:
  PassedSockets() = default;
  explicit PassedSockets(std::vector<PassedSocket> sockets) : sockets_(std::move(sockets)) {}

  // Socket activation: the listening sockets of sd_listen_fds(3), told apart by their address: the
  // unix socket `control_socket`, other unix sockets, and inet ones.
  static PassedSockets from_systemd(const std::string& control_socket);

  // The first listener of this kind that is bound to `path` (any, where it is empty), or one
  // without a descriptor.
  PassedSocket take_listener(PassedSocket::Kind kind, const std::string& path);
  // All sessions.
  std::vector<PassedSocket> take_sessions();

  bool empty() const { return sockets_.empty(); }

 private:
  std::vector<PassedSocket> sockets_;
};

}  // namespace greycache
