// Asks the kernel by SO_PEERCRED.
#include "greycache/event/peer.h"

#include <sys/socket.h>

namespace greycache {

std::optional<Peer> peer_of(int connection) {
  ucred peer{};
  socklen_t length = sizeof peer;
  if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0 || peer.pid <= 0) {
    return std::nullopt;
  }
  return Peer{peer.pid, peer.uid};
}

}  // namespace greycache
