// Modes along a path.
#include "greyctl/doctor/path_rights.h"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "common/text.h"

namespace greycache {

namespace {

std::string owner_text(uid_t uid, gid_t gid) {
  const passwd* account = getpwuid(uid);
  const std::string user = account == nullptr ? std::to_string(uid) : escaped(account->pw_name);
  const group* found = getgrgid(gid);
  return user + ":" + (found == nullptr ? std::to_string(gid) : escaped(found->gr_name));
}

// The bits (rwx) that count for the account.
mode_t bits_for(const Account& account, const PathStep& step) {
  if (account.uid == step.uid) return (step.mode >> 6U) & 7U;
  if (std::ranges::find(account.groups, step.gid) != account.groups.end()) {
    return (step.mode >> 3U) & 7U;
  }
  return step.mode & 7U;
}

}  // namespace

std::string mode_text(mode_t mode) {
  return fmt::format("{:04o}", mode & 07777U);
}

PathRights rights_of(const std::string& path) {
  PathRights rights;
  std::size_t end = 1;
  while (true) {
    const std::string part = path.substr(0, end);
    struct stat status {};
    if (stat(part.c_str(), &status) != 0) {
      rights.error = errno;
      rights.path = part;
      return rights;
    }
    rights.steps.push_back({part, status.st_uid, status.st_gid, status.st_mode,
                            owner_text(status.st_uid, status.st_gid)});
    if (end >= path.size()) return rights;
    end = std::min(path.find('/', end + 1), path.size());
  }
}

std::string hindrance_for(const Account& account, const PathRights& rights) {
  for (std::size_t i = 0; i < rights.steps.size(); ++i) {
    const PathStep& step = rights.steps[i];
    const bool last = rights.path.empty() && i + 1 == rights.steps.size();
    const mode_t wanted = last ? 6U : 1U;
    if (account.uid == 0 || (bits_for(account, step) & wanted) == wanted) continue;
    return fmt::format("{} may not {} {} (mode {}, {})", escaped(account.name),
                       last ? "open" : "enter", escaped(step.path), mode_text(step.mode),
                       step.owner);
  }
  if (rights.path.empty()) return {};
  return fmt::format("{}: {}", escaped(rights.path), strerror(rights.error));
}

}  // namespace greycache
