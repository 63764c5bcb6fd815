// A preloaded library that records what a process writes below a directory, and what it syncs.
//
// POWER_DIRECTORY names the directory, POWER_TRACE the file that the records are appended to;
// power_cut.py reads them. A record is: operation (1 byte), length of the path (2), offset and
// length of the data (8 each), the path, the data; numbers in the machine's order. A write is
// recorded before it is done, a sync after it: what is recorded as durable is durable.

// With it open() would be another name of open64(), and both are replaced here.
#undef _FILE_OFFSET_BITS

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cstdarg>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

namespace {

constexpr std::size_t kDescriptors = 4096;
constexpr std::size_t kHeadSize = 19;

template <typename Function>
Function real(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

using Open = int (*)(const char*, int, ...);

struct Recorder {
  std::string directory;
  int trace = -1;
  std::array<std::string, kDescriptors> paths;

  Recorder() {
    const char* wanted = std::getenv("POWER_DIRECTORY");
    const char* file = std::getenv("POWER_TRACE");
    if (wanted == nullptr || file == nullptr) return;
    directory = wanted;
    trace = real<Open>("open")(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (trace < 0) std::abort();
  }

  bool is_ours(std::string_view path) const { return trace >= 0 && path.starts_with(directory); }

  bool is_ours(int fd) const {
    return fd >= 0 && static_cast<std::size_t>(fd) < kDescriptors && !path_of(fd).empty();
  }

  const std::string& path_of(int fd) const { return paths[static_cast<std::size_t>(fd)]; }

  void record(char operation, const std::string& path, std::uint64_t offset,
              std::string_view data = {}) const {
    std::array<char, kHeadSize> head{operation};
    const auto path_length = static_cast<std::uint16_t>(path.size());
    const std::uint64_t length = data.size();
    std::memcpy(&head[1], &path_length, sizeof path_length);
    std::memcpy(&head[3], &offset, sizeof offset);
    std::memcpy(&head[11], &length, sizeof length);
    std::string text(head.data(), head.size());
    text += path;
    text += data;
    // One call, so that records of two threads do not mix; not write(), which is replaced here.
    const iovec part{text.data(), text.size()};
    if (writev(trace, &part, 1) != static_cast<ssize_t>(text.size())) std::abort();
  }

  int opened(int fd, const char* path, int flags, bool was_there) {
    if (fd < 0 || static_cast<std::size_t>(fd) >= kDescriptors || !is_ours(path)) return fd;
    paths[static_cast<std::size_t>(fd)] = path;
    if ((flags & O_CREAT) != 0 && !was_there) record('c', path, 0);
    if ((flags & O_TRUNC) != 0) record('t', path, 0);
    return fd;
  }
};

// Never destroyed: others close files after the program's end has begun.
Recorder& recorder() {
  static auto* const made = new Recorder;
  return *made;
}

int open_as(const char* name, const char* path, int flags, mode_t mode) {
  struct stat status {};
  const bool was_there = recorder().is_ours(path) && stat(path, &status) == 0;
  return recorder().opened(real<Open>(name)(path, flags, mode), path, flags, was_there);
}

ssize_t pwrite_as(const char* name, int fd, const void* data, std::size_t length, off_t offset) {
  if (recorder().is_ours(fd)) {
    recorder().record('w', recorder().path_of(fd), static_cast<std::uint64_t>(offset),
                      {static_cast<const char*>(data), length});
  }
  return real<ssize_t (*)(int, const void*, std::size_t, off_t)>(name)(fd, data, length, offset);
}

int truncate_as(const char* name, int fd, off_t size) {
  if (recorder().is_ours(fd)) {
    recorder().record('t', recorder().path_of(fd), static_cast<std::uint64_t>(size));
  }
  return real<int (*)(int, off_t)>(name)(fd, size);
}

int sync_as(const char* name, int fd) {
  const int result = real<int (*)(int)>(name)(fd);
  if (result == 0 && recorder().is_ours(fd)) recorder().record('s', recorder().path_of(fd), 0);
  return result;
}

mode_t mode_of(int flags, std::va_list rest) {
  return (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  std::va_list rest;
  va_start(rest, flags);
  const mode_t mode = mode_of(flags, rest);
  va_end(rest);
  return open_as("open", path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  std::va_list rest;
  va_start(rest, flags);
  const mode_t mode = mode_of(flags, rest);
  va_end(rest);
  return open_as("open64", path, flags, mode);
}

int close(int fd) {
  if (recorder().is_ours(fd)) recorder().paths[static_cast<std::size_t>(fd)].clear();
  return real<int (*)(int)>("close")(fd);
}

ssize_t pwrite(int fd, const void* data, size_t length, off_t offset) {
  return pwrite_as("pwrite", fd, data, length, offset);
}

ssize_t pwrite64(int fd, const void* data, size_t length, off64_t offset) {
  return pwrite_as("pwrite64", fd, data, length, offset);
}

ssize_t write(int fd, const void* data, size_t length) {
  if (recorder().is_ours(fd)) {
    recorder().record('w', recorder().path_of(fd),
                      static_cast<std::uint64_t>(lseek(fd, 0, SEEK_CUR)),
                      {static_cast<const char*>(data), length});
  }
  return real<ssize_t (*)(int, const void*, std::size_t)>("write")(fd, data, length);
}

int ftruncate(int fd, off_t size) noexcept {
  return truncate_as("ftruncate", fd, size);
}

int ftruncate64(int fd, off64_t size) noexcept {
  return truncate_as("ftruncate64", fd, size);
}

int fsync(int fd) {
  return sync_as("fsync", fd);
}

int fdatasync(int fd) {
  return sync_as("fdatasync", fd);
}

int unlink(const char* path) noexcept {
  const int result = real<int (*)(const char*)>("unlink")(path);
  if (result == 0 && recorder().is_ours(path)) recorder().record('u', path, 0);
  return result;
}

int rename(const char* from, const char* to) noexcept {
  const int result = real<int (*)(const char*, const char*)>("rename")(from, to);
  if (result == 0 && recorder().is_ours(from)) recorder().record('r', from, 0, to);
  return result;
}

}  // extern "C"
