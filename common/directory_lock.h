// The right to change the files of a directory, which one program at a time has.
#pragma once

#include <chrono>
#include <string>

#include <tl/expected.hpp>

#include "common/file_descriptor.h"

namespace greycache {

struct DirectoryLockError {
  int error = 0;        // an errno: EWOULDBLOCK where another program had it all the time
  std::string message;  // a sentence
};

// An exclusive flock(2) on the directory itself; what does not ask for it is not kept out. The lock
// ends with the descriptor. Waits for another holder, no longer than `patience`, and blocks the
// thread meanwhile.
tl::expected<FileDescriptor, DirectoryLockError> lock_directory(
    const std::string& path, std::chrono::milliseconds patience = std::chrono::seconds(5));

}  // namespace greycache
