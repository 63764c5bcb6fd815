// Who is at the other end of a unix socket.
#pragma once

#include <sys/types.h>

#include <optional>

namespace greycache {

// As the kernel knows it (SO_PEERCRED): the process that connected, and the account it had then.
struct Peer {
  pid_t process = 0;
  uid_t user = 0;
};

// Empty where `connection` is no connected unix socket.
std::optional<Peer> peer_of(int connection);

}  // namespace greycache
