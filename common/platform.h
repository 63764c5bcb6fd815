// What each operating system has a call of its own for: platform_linux.cpp, platform_freebsd.cpp.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

namespace greycache {

// Who is at the other end of a unix socket, as the kernel knows it: the process that connected, and
// the account it had then.
struct Peer {
  // 0 where it has no number here: in another PID namespace, or not told by the kernel.
  pid_t process = 0;
  uid_t user = 0;
};

// Empty where `connection` is no connected unix socket.
std::optional<Peer> peer_of(int connection);

// Gives what the heap has free to the system, where malloc(3) does not do so by itself.
void give_free_memory_back();

// The kind of file system that `path` is on: "ext4", "nfs", "zfs"; a number where it has no name
// here, empty where it cannot be asked.
std::string filesystem_of(const std::string& path);

}  // namespace greycache
