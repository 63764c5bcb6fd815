// Reads and writes with a deadline, on sockets and pipes alike, without changing their flags.
#pragma once

#include <cstddef>
#include <string_view>

#include "common/deadline.h"

namespace greycache {

// The flags of a descriptor belong to all processes that share it (spawn(8), later the daemon), so
// nothing here sets O_NONBLOCK: a call is made with MSG_DONTWAIT, or on a pipe once poll(2) says it
// will not wait. EINTR is retried.

// Whether a call that failed with this errno may be made again: nothing there yet, or a signal.
bool may_succeed_later(int error);

// Waits until `fd` has what `events` (POLLIN, POLLOUT) asks for, an error or a hang-up included.
// False where the deadline passed first.
bool wait_for(int fd, short events, const Deadline& deadline);

// Reads what there is, at most `size` bytes, waiting for the first byte. 0 at the end of the
// stream, -1 with the reason in errno (ETIMEDOUT where the deadline passed).
long read_some(int fd, char* buffer, std::size_t size, const Deadline& deadline);

// The same of what is there already: -1 with EAGAIN or EINTR in errno where that is nothing.
long read_now(int fd, char* buffer, std::size_t size);

// Writes all of `bytes`. 0, or an errno (ETIMEDOUT where the deadline passed).
int write_all(int fd, std::string_view bytes, const Deadline& deadline);

}  // namespace greycache
