// flock(2) on a file that names its holder.
#include "greycache/sqlite/state_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "common/text.h"
#include "greycache/sqlite/sqlite_error.h"

namespace greycache {

namespace {

StoreError held_by_another(int file, const std::string& path) {
  std::array<char, 32> text{};
  const ssize_t length = pread(file, text.data(), text.size(), 0);
  const std::string pid(trimmed({text.data(), static_cast<std::size_t>(length > 0 ? length : 0)}));
  const std::string holder = pid.empty() ? "another process" : "process " + escaped(pid);
  return {StoreError::Kind::refused,
          escaped(path) + " is held by " + holder + ": only one daemon can use a state_dir"};
}

}  // namespace

StoreResult<StateLock> StateLock::take(const std::string& state_dir) {
  const std::string path = state_dir + "/lock";
  FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!file) return tl::unexpected(file_error(errno, "open", path));
  if (flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return tl::unexpected(held_by_another(file.get(), path));
    return tl::unexpected(file_error(errno, "lock", path));
  }
  // The pid only serves people; where it cannot be written the lock holds all the same.
  const std::string pid = std::to_string(getpid()) + "\n";
  if (ftruncate(file.get(), 0) == 0) {
    [[maybe_unused]] const auto written = pwrite(file.get(), pid.data(), pid.size(), 0);
  }
  return StateLock(std::move(file));
}

}  // namespace greycache
