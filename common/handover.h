// The handover of a connection between two processes: its wire form, and how a descriptor travels.
// Needs no library, so that policy-helper can link it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "common/file_descriptor.h"

namespace greycache {

// A handover (policy-helper to daemon, on the policy socket): this byte with the smtpd connection
// attached (SCM_RIGHTS), a 4-byte big-endian count, and that many bytes that were already read from
// the connection. No policy request can begin with it. The daemon answers kHandoverReceipt once it
// owns the connection; a sender that gives up waiting must shutdown(2) its end for reading and then
// look once more whether the receipt has come, since a daemon whose receipt could be written keeps
// the connection. A daemon that could not write it (EPIPE) closes its copy and has read nothing
// from it.
inline constexpr char kHandoverByte = '\x01';
inline constexpr char kHandoverReceipt = '\x06';

// The count, as a takeover sends it, too.
inline constexpr std::size_t kCountBytes = 4;
void write_count(std::uint32_t count, char* bytes);
std::uint32_t read_count(const char* bytes);

inline constexpr std::size_t kHandoverHeader = 1 + kCountBytes;

// Sends `bytes` (at least one) with `descriptor` attached in one message. 0 or an errno; EMSGSIZE
// where the socket had no room for all of them.
int send_descriptor(int socket, int descriptor, std::string_view bytes);

// recv(2) that also accepts one attached descriptor. Further ones are closed.
struct Received {
  long length = -1;  // as recv(2); errno holds the reason where it is -1
  FileDescriptor descriptor;
};
Received receive_with_descriptor(int socket, char* buffer, std::size_t size);

}  // namespace greycache
