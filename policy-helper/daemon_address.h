// Where the daemon listens: connections to its unix socket.
#pragma once

#include "common/file_descriptor.h"

namespace greycache {

// A connection to the unix socket at `path` (at most 107 bytes), close-on-exec and non-blocking;
// empty with the reason in errno. EAGAIN: the daemon's backlog is full (unix(7)); that, ENOENT and
// ECONNREFUSED are worth another attempt. Never waits.
FileDescriptor connect_to_daemon(const char* path);

}  // namespace greycache
