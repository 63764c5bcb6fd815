// The lock that keeps a state directory to one daemon.
#pragma once

#include <string>

#include "common/file_descriptor.h"
#include "greycache/store/store_error.h"

namespace greycache {

// Held as long as the object lives; the kernel gives it up with the process, however that ends.
class StateLock {
 public:
  // Takes `state_dir`/lock. The error names the process that holds it, where that is known.
  static StoreResult<StateLock> take(const std::string& state_dir);

 private:
  explicit StateLock(FileDescriptor file) : file_(std::move(file)) {}

  FileDescriptor file_;
};

}  // namespace greycache
