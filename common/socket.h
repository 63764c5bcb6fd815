// Stream sockets: listening and connecting; common/handover.h passes them to another process.
#pragma once

#include <sys/un.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "common/file_descriptor.h"
#include "common/handover.h"

namespace greycache {

// Bytes of a unix socket's path; 107 with Linux.
inline constexpr std::size_t kLongestSocketPath = sizeof(sockaddr_un::sun_path) - 1;

// All sockets here are non-blocking and close-on-exec. Errors are sentences with the reason of
// errno.
using SocketResult = tl::expected<FileDescriptor, std::string>;

// A listening unix socket of that mode. A socket left by a dead process is replaced; one that
// somebody still answers on is an error, and so is a path that is no socket or is over
// kLongestSocketPath.
// `group` empty keeps the process's group.
SocketResult listen_unix(const std::string& path, unsigned mode, const std::string& group);

// Gives a socket that exists the mode and the group that listen_unix() would give it. Whether it
// had others.
tl::expected<bool, std::string> give_rights(const std::string& path, unsigned mode,
                                            const std::string& group);

// `address` is numeric ("127.0.0.1", "::1"); port 0 lets the kernel choose. With `shared` another
// socket of this user that listens on the port, and was told to share it, is no obstacle.
SocketResult listen_inet(const std::string& address, std::uint16_t port, bool shared = false);

// Begins to connect; a unix socket is connected at return, a TCP one perhaps later.
SocketResult connect_unix(const std::string& path);
SocketResult connect_inet(const std::string& address, std::uint16_t port);

}  // namespace greycache
