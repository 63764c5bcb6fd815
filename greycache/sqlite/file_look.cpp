// By https://www.sqlite.org/fileformat.html, section 1.3.
#include "greycache/sqlite/file_look.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <string_view>

#include "common/file_descriptor.h"

namespace greycache {

namespace {

using Header = std::array<unsigned char, 100>;

constexpr std::string_view kMagic("SQLite format 3\0", 16);
constexpr std::size_t kPageSize = 16;
constexpr std::size_t kPages = 28;
constexpr std::size_t kVersion = 60;

std::int64_t number_at(const Header& header, std::size_t place, std::size_t bytes) {
  std::int64_t number = 0;
  for (std::size_t i = 0; i < bytes; ++i) number = number * 256 + header[place + i];
  return number;
}

// What is in the log the file does not have yet.
bool has_log(const std::string& path) {
  struct stat log {};
  return ::stat((path + "-wal").c_str(), &log) == 0 && log.st_size > 0;
}

}  // namespace

FileLook look_at_file(const std::string& path) {
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (!file || ::fstat(file.get(), &status) != 0 || status.st_size == 0) return {};
  if (!S_ISREG(status.st_mode)) return {.damage = "it is no file"};
  Header header{};
  const ssize_t length = ::pread(file.get(), header.data(), header.size(), 0);
  const std::string_view begin(reinterpret_cast<const char*>(header.data()), kMagic.size());
  if (length != static_cast<ssize_t>(header.size()) || begin != kMagic) {
    return {.damage = "it is no SQLite database"};
  }
  FileLook look;
  look.version = number_at(header, kVersion, 4);
  const std::int64_t page = number_at(header, kPageSize, 2);
  const std::int64_t bytes = number_at(header, kPages, 4) * (page == 1 ? 65536 : page);
  if (bytes > status.st_size && !has_log(path)) {
    look.damage = fmt::format("it is cut off: of {} bytes there are {}", bytes, status.st_size);
  }
  return look;
}

}  // namespace greycache
