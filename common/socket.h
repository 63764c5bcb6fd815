// Stream sockets: listening, connecting, and handing a descriptor to another process.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "common/file_descriptor.h"

namespace greycache {

// A handover (policy-helper to daemon, on the policy socket): this byte with the smtpd connection
// attached (SCM_RIGHTS), a 4-byte big-endian count, and that many bytes that were already read from
// the connection. No policy request can begin with it. The daemon answers kHandoverReceipt once it
// owns the connection; a sender that gives up waiting must shutdown(2) its end for reading and then
// look once more whether the receipt has come, since a daemon whose receipt could be written keeps
// the connection.
inline constexpr char kHandoverByte = '\x01';
inline constexpr char kHandoverReceipt = '\x06';
inline constexpr std::size_t kHandoverHeader = 5;

// All sockets here are non-blocking and close-on-exec. Errors are sentences with the reason of
// errno.
using SocketResult = tl::expected<FileDescriptor, std::string>;

// A listening unix socket of that mode. A socket left by a dead process is replaced; one that
// somebody still answers on is an error, and so is a path that is no socket or is over 107 bytes.
// `group` empty keeps the process's group.
SocketResult listen_unix(const std::string& path, unsigned mode, const std::string& group);

// `address` is numeric ("127.0.0.1", "::1"); port 0 lets the kernel choose.
SocketResult listen_inet(const std::string& address, std::uint16_t port);

// Begins to connect; a unix socket is connected at return, a TCP one perhaps later.
SocketResult connect_unix(const std::string& path);
SocketResult connect_inet(const std::string& address, std::uint16_t port);

// Sends `bytes` (at least one) with `descriptor` attached in one message. 0 or an errno.
int send_descriptor(int socket, int descriptor, std::string_view bytes);

// recv(2) that also accepts one attached descriptor. Further ones are closed.
struct Received {
  long length = -1;  // as recv(2); errno holds the reason where it is -1
  FileDescriptor descriptor;
};
Received receive_with_descriptor(int socket, char* buffer, std::size_t size);

}  // namespace greycache
