// The inode at the path, then and now.
#include "common/socket_file.h"

#include <sys/stat.h>

namespace greycache {

SocketFile::SocketFile(std::string path) : path_(std::move(path)), identity_(identity_of(path_)) {}

SocketFile::State SocketFile::state() const {
  if (!identity_) return State::there;
  const auto now = identity_of(path_);
  if (!now) return State::gone;
  return *now == *identity_ ? State::there : State::replaced;
}

std::optional<SocketFile::Identity> SocketFile::identity_of(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return std::nullopt;
  return Identity(status.st_dev, status.st_ino);
}

}  // namespace greycache
