// A file that is in memory only: all of an input is there before the program starts that reads it.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <string_view>

#include "common/file_descriptor.h"

namespace greycache {

// Holds `text`, to be read from its beginning, so that neither side ever waits for the other.
// Nothing, with errno set, where there is no memory for it.
inline FileDescriptor memory_file(std::string_view text) {
  FileDescriptor file(memfd_create("input", MFD_CLOEXEC));
  if (!file) return file;
  const ssize_t written = write(file.get(), text.data(), text.size());
  if (written != static_cast<ssize_t>(text.size())) return {};
  lseek(file.get(), 0, SEEK_SET);
  return file;
}

}  // namespace greycache
