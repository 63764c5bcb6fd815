// A symbolic link, replaced in one step.
#include "greycache/core/control_link.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstring>

#include "common/text.h"
#include "common/typed_log.h"

namespace greycache {

namespace {

std::string link_in(const std::string& state_dir) {
  return state_dir + "/control";
}

}  // namespace

void leave_control_link(const std::string& state_dir, const std::string& control_socket) {
  const std::string path = link_in(state_dir);
  if (linked_control_socket(state_dir) == control_socket) return;
  const std::string fresh = path + ".new";
  unlink(fresh.c_str());
  if (symlink(control_socket.c_str(), fresh.c_str()) == 0 &&
      rename(fresh.c_str(), path.c_str()) == 0) {
    return;
  }
  log_typed(LogType::system, 1,
            "cannot make the link {}: {}; a takeover finds this daemon only while control_socket "
            "stays the same",
            escaped(path), strerror(errno));
}

std::string linked_control_socket(const std::string& state_dir) {
  std::array<char, PATH_MAX> target{};
  const ssize_t length = readlink(link_in(state_dir).c_str(), target.data(), target.size());
  return length <= 0 ? std::string() : std::string(target.data(), static_cast<std::size_t>(length));
}

}  // namespace greycache
