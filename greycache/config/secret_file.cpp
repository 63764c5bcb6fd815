// Reads a password from a file.
#include "greycache/config/secret_file.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "common/open_to_read.h"
#include "common/text.h"

namespace greycache {

namespace {

constexpr std::size_t kLongestSecret = 4096;

std::string wrong_with(const struct stat& status) {
  if (!S_ISREG(status.st_mode)) return "is no regular file";
  if ((status.st_mode & 07) != 0) return "may be used by others; chmod o= takes that away";
  if (status.st_size == 0) return "is empty";
  if (static_cast<std::size_t>(status.st_size) > kLongestSecret) {
    return fmt::format("is longer than {} bytes", kLongestSecret);
  }
  return {};
}

std::string read_up_to(int descriptor, std::size_t size) {
  std::string text(size, '\0');
  std::size_t length = 0;
  while (length < size) {
    const ssize_t count = read(descriptor, text.data() + length, size - length);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    length += static_cast<std::size_t>(count);
  }
  text.resize(length);
  return text;
}

}  // namespace

tl::expected<std::string, std::string> read_secret_file(const std::string& path) {
  const auto failure = [&](std::string_view reason) {
    return tl::unexpected(fmt::format("password file {}: {}", escaped(path), reason));
  };
  const FileDescriptor file = open_to_read(path);
  struct stat status {};
  if (!file || fstat(file.get(), &status) != 0) return failure(std::strerror(errno));
  if (const std::string wrong = wrong_with(status); !wrong.empty()) return failure(wrong);
  std::string secret = read_up_to(file.get(), kLongestSecret);
  if (secret.ends_with('\n')) secret.pop_back();
  if (secret.empty()) return failure("is empty");
  return secret;
}

}  // namespace greycache
