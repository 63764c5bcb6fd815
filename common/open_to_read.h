// Opening a file that an administrator named, whatever stands in its place.
#pragma once

#include <fcntl.h>

#include <string>

#include "common/file_descriptor.h"

namespace greycache {

// Nothing, with errno set, where it cannot be opened. Never waits: without O_NONBLOCK a FIFO would,
// for a writer. Whether it is a regular file fstat(2) tells.
inline FileDescriptor open_to_read(const std::string& path) {
  return FileDescriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
}

}  // namespace greycache
