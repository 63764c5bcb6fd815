// Becomes the owner of a directory, as root may.
#include "greycache/core/state_owner.h"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "common/text.h"

namespace greycache {

tl::expected<void, std::string> become_owner_of(const std::string& state_dir) {
  struct stat status {};
  if (geteuid() != 0 || stat(state_dir.c_str(), &status) != 0 || status.st_uid == 0) return {};
  const passwd* account = getpwuid(status.st_uid);
  const gid_t group = account != nullptr ? account->pw_gid : status.st_gid;
  const bool groups =
      account != nullptr ? initgroups(account->pw_name, group) == 0 : setgroups(0, nullptr) == 0;
  const std::string home = account != nullptr ? account->pw_dir : "/";
  const std::string name = account != nullptr ? account->pw_name : "";
  if (groups && setgid(group) == 0 && setuid(status.st_uid) == 0) {
    // libpq looks for certificates and passwords there.
    setenv("HOME", home.c_str(), 1);
    for (const char* variable : {"USER", "LOGNAME"}) {
      if (name.empty()) {
        unsetenv(variable);
      } else {
        setenv(variable, name.c_str(), 1);
      }
    }
    return {};
  }
  return tl::make_unexpected(fmt::format("cannot become the account {}, which {} belongs to: {}",
                                         status.st_uid, escaped(state_dir), strerror(errno)));
}

}  // namespace greycache
