// flock(2), asked for again and again, since it knows no deadline.
#include "common/directory_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>

#include <cerrno>
#include <cstring>
#include <thread>

#include "common/text.h"

namespace greycache {

namespace {

constexpr std::chrono::milliseconds kBetweenTries{20};

tl::unexpected<DirectoryLockError> failed(const char* what, const std::string& path, int error) {
  return tl::make_unexpected(DirectoryLockError{
      error, fmt::format("cannot {} {}: {}", what, escaped(path), strerror(error))});
}

}  // namespace

tl::expected<FileDescriptor, DirectoryLockError> lock_directory(
    const std::string& path, std::chrono::milliseconds patience) {
  FileDescriptor directory(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory) return failed("open", path, errno);
  const auto end = std::chrono::steady_clock::now() + patience;
  while (flock(directory.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) return failed("lock", path, errno);
    if (std::chrono::steady_clock::now() >= end) {
      return tl::make_unexpected(DirectoryLockError{
          EWOULDBLOCK, fmt::format("another program holds {} locked; try again", escaped(path))});
    }
    std::this_thread::sleep_for(kBetweenTries);
  }
  return directory;
}

}  // namespace greycache
