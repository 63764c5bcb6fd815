// Rights by which nobody may sign in are looked at before those that are worth a warning.
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

// Gathers what is wrong with a place.
class Look {
 public:
  Look(const AccountPlace& place, const AccountKeepers& keepers)
      : place_(place),
        keepers_(keepers),
        directory_(escaped(directory_of(place.path))),
        strange_(!is_one_of(keepers.groups, place.file.st_gid)) {}

  std::vector<AccountFault> faults() {
    if (!S_ISREG(place_.file.st_mode)) {
      const std::string path = escaped(place_.path);
      return {{"it is no regular file", fmt::format("mv {0} {0}.old", path), true}};
    }
    refuse_file();
    refuse_directory();
    warn();
    return std::move(faults_);
  }

 private:
  // What one command mends is told once: the worst of it came before.
  void add(std::string what, std::string mend, bool refused) {
    if (std::ranges::find(faults_, mend, &AccountFault::mend) != faults_.end()) return;
    faults_.push_back({std::move(what), std::move(mend), refused});
  }
  void of_file(std::string what, std::string_view command, bool refused) {
    add(std::move(what), fmt::format("{} {}", command, escaped(place_.path)), refused);
  }
  void of_directory(std::string_view who, std::string_view command, bool refused) {
    add(fmt::format("{} may put another file in its place in {}, and become an administrator", who,
                    directory_),
        fmt::format("{} {}", command, directory_), refused);
  }

  void refuse_file() {
    if (others_write(place_.file)) {
      of_file("every account of this host may write it, and make itself an administrator",
              "chmod 0640", true);
    }
    if (!is_one_of(keepers_.owners, place_.file.st_uid)) {
      of_file("it belongs to another account than root, which may make itself an administrator",
              "chown root", true);
    }
    if (strange_ && group_writes(place_.file)) {
      of_file("its group, which is not greyweb's, may write it", "chgrp greyweb", true);
    }
  }

  void refuse_directory() {
    const struct stat& directory = place_.directory;
    const bool shared = !is_sticky(directory);
    if (shared && others_write(directory)) {
      of_directory("every account of this host", "chmod go-w", true);
    } else if (shared && group_writes(directory) && !is_one_of(keepers_.groups, directory.st_gid)) {
      of_directory("its group, which is not greyweb's,", "chmod g-w", true);
    }
    if (!is_one_of(keepers_.owners, directory.st_uid)) {
      of_directory("another account than root", "chown root", true);
    }
  }

  void warn() {
    const auto& [path, file, directory] = place_;
    if (group_writes(file)) {
      of_file("its group may write it, and make itself an administrator", "chmod 0640", false);
    }
    if ((file.st_mode & S_IRWXO) != 0) {
      of_file("every account of this host may read the hashes of passwords and tokens there",
              "chmod 0640", false);
    }
    if (strange_ && (file.st_mode & S_IRGRP) != 0) {
      of_file(
          "its group, which is not greyweb's, may read the hashes of passwords and tokens there",
          "chgrp greyweb", false);
    }
    if (group_writes(directory) && directory.st_gid != 0 && !is_sticky(directory) &&
        !others_write(directory)) {
      of_directory("its group", "chmod g-w", false);
    }
  }

  const AccountPlace& place_;
  const AccountKeepers& keepers_;
  std::string directory_;
  bool strange_;  // the file's group is none that may read it
  std::vector<AccountFault> faults_;
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

std::vector<AccountFault> faults_of_accounts(const AccountPlace& place,
                                             const AccountKeepers& keepers) {
  return Look(place, keepers).faults();
}

}  // namespace greycache
