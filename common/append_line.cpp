// One write a line; the byte before it is looked at.
#include "common/append_line.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "common/file_descriptor.h"

namespace greycache {

namespace {

bool ends_a_line(int file, off_t size) {
  char last = '\n';
  return size == 0 || (pread(file, &last, 1, size - 1) == 1 && last == '\n');
}

}  // namespace

int append_line(const std::string& path, std::string_view line, mode_t mode) {
  const FileDescriptor file(
      open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode));
  struct stat status {};
  if (!file || fstat(file.get(), &status) != 0) return errno;
  std::string text(ends_a_line(file.get(), status.st_size) ? "" : "\n");
  text.append(line).append(1, '\n');
  const ssize_t written = write(file.get(), text.data(), text.size());
  if (written < 0) return errno;
  return written == static_cast<ssize_t>(text.size()) ? 0 : ENOSPC;
}

}  // namespace greycache
