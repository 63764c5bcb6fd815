// The worst right that somebody has is told; what mends it may leave a lesser one.
#include "common/account_rights.h"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <utility>

#include "common/text.h"

namespace greycache {

namespace {

constexpr const char* kPanel = "greyweb";

using Buffer = std::array<char, 16384>;  // more than an account or a group of ours takes

bool is_one_of(const auto& all, auto wanted) {
  return wanted == 0 || std::ranges::find(all, wanted) != all.end();
}

bool others_write(const struct stat& status) {
  return (status.st_mode & S_IWOTH) != 0;
}

bool group_writes(const struct stat& status) {
  return (status.st_mode & S_IWGRP) != 0;
}

// In a directory like /tmp nobody replaces what is not his.
bool is_sticky(const struct stat& status) {
  return (status.st_mode & S_ISVTX) != 0;
}

std::string directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

struct Looked {
  const AccountPlace& place;
  const AccountKeepers& keepers;

  AccountRights fault(std::string what, std::string_view command, bool refused) const {
    return {std::move(what), fmt::format("{} {}", command, escaped(place.path)), refused};
  }
  AccountRights of_directory(std::string_view who, std::string_view command, bool refused) const {
    const std::string directory = escaped(directory_of(place.path));
    return {fmt::format("{} may put another file in its place in {}, and become an administrator",
                        who, directory),
            fmt::format("{} {}", command, directory), refused};
  }

  AccountRights refused() const {
    const auto& [path, file, directory] = place;
    if (others_write(file)) {
      return fault("every account of this host may write it, and make itself an administrator",
                   "chmod 0640", true);
    }
    if (!is_one_of(keepers.owners, file.st_uid)) {
      return fault(
          "it belongs to another account than root, which may make itself an administrator",
          "chown root", true);
    }
    const bool strange = !is_one_of(keepers.groups, file.st_gid);
    if (strange && group_writes(file)) {
      return fault("its group, which is not greyweb's, may write it", "chgrp greyweb", true);
    }
    if (others_write(directory) && !is_sticky(directory)) {
      return of_directory("every account of this host", "chmod go-w", true);
    }
    if (!is_one_of(keepers.owners, directory.st_uid)) {
      return of_directory("another account than root", "chown root", true);
    }
    return {};
  }

  AccountRights warned() const {
    const auto& [path, file, directory] = place;
    if (group_writes(file)) {
      return fault("its group may write it, and make itself an administrator", "chmod 0640", false);
    }
    if ((file.st_mode & S_IRWXO) != 0) {
      return fault("every account of this host may read the hashes of passwords and tokens there",
                   "chmod 0640", false);
    }
    const bool strange = !is_one_of(keepers.groups, file.st_gid);
    if (strange && (file.st_mode & S_IRGRP) != 0) {
      return fault(
          "its group, which is not greyweb's, may read the hashes of passwords and tokens "
          "there",
          "chgrp greyweb", false);
    }
    if (group_writes(directory) && directory.st_gid != 0 && !is_sticky(directory)) {
      return of_directory("its group", "chmod g-w", false);
    }
    return {};
  }
};

}  // namespace

AccountKeepers keepers_of_accounts(uid_t reader) {
  AccountKeepers keepers{{reader}, {}};
  Buffer buffer;
  passwd account{};
  passwd* found = nullptr;
  if (getpwuid_r(reader, &account, buffer.data(), buffer.size(), &found) == 0 && found) {
    keepers.groups.push_back(found->pw_gid);
  }
  if (getpwnam_r(kPanel, &account, buffer.data(), buffer.size(), &found) == 0 && found) {
    keepers.owners.push_back(found->pw_uid);
  }
  group its_group{};
  group* named = nullptr;
  if (getgrnam_r(kPanel, &its_group, buffer.data(), buffer.size(), &named) == 0 && named) {
    keepers.groups.push_back(named->gr_gid);
  }
  return keepers;
}

int look_at_account_file(const std::string& path, AccountPlace& place) {
  place = {path};
  AccountPlace looked = place;
  if (stat(path.c_str(), &looked.file) != 0) return errno;
  if (stat(directory_of(path).c_str(), &looked.directory) != 0) return errno;
  place = std::move(looked);
  return 0;
}

AccountRights rights_of_accounts(const AccountPlace& place, const AccountKeepers& keepers) {
  const Looked looked{place, keepers};
  AccountRights rights = looked.refused();
  return rights.fault.empty() ? looked.warned() : rights;
}

}  // namespace greycache
