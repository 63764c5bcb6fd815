// Sockets that were open before this process was: a predecessor's, or systemd's.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "greycache/sessions/takeover.h"

namespace greycache {

class PassedSockets {
 public:
  PassedSockets() = default;
  explicit PassedSockets(std::vector<PassedSocket> sockets) : sockets_(std::move(sockets)) {}

  // Socket activation: the listening sockets of sd_listen_fds(3), told apart by their address: the
  // unix socket `control_socket`, other unix sockets, and inet ones.
  static PassedSockets from_systemd(const std::string& control_socket);

  using Fits = std::function<bool(const PassedSocket&)>;

  // The first listener of this kind that `fits`, or one without a descriptor.
  PassedSocket take_listener(PassedSocket::Kind kind, const Fits& fits);
  // The listeners that nobody has taken.
  std::vector<PassedSocket> take_listeners();
  // All sessions.
  std::vector<PassedSocket> take_sessions();

  // Whether another daemon has passed any: then its clients wait.
  bool are_of_a_daemon() const;

  // Those that are not taken.
  const std::vector<PassedSocket>& left() const { return sockets_; }

 private:
  std::vector<PassedSocket> take_where(const Fits& fits);

  std::vector<PassedSocket> sockets_;
};

}  // namespace greycache
