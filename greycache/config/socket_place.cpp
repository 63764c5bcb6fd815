// Whether a unix socket can be made where a setting wants it.
#include "greycache/config/socket_place.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "common/text.h"

namespace greycache {

std::string obstacle_to_socket(const std::string& path) {
  struct stat status {};
  if (lstat(path.c_str(), &status) == 0 && !S_ISSOCK(status.st_mode)) {
    return fmt::format("{} exists and is not a socket", escaped(path));
  }
  const std::string directory = path.substr(0, path.rfind('/') + 1);
  if (access(directory.c_str(), W_OK | X_OK) == 0) return {};
  const bool made_at_start = directory.starts_with("/run/") || directory.starts_with("/var/run/");
  if (errno == ENOENT && made_at_start) return {};
  return fmt::format("{}: no socket can be made in its directory: {}", escaped(path),
                     std::strerror(errno));
}

}  // namespace greycache
