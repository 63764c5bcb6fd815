// stat(2) says whether the file is another one.
#include "greyweb/account/account_book.h"

#include <cstring>
#include <utility>

#include "common/account_rights.h"
#include "common/log.h"
#include "common/whole_file.h"

namespace greycache::web {

namespace {

bool same_file(const struct stat& one, const struct stat& other) {
  return one.st_ino == other.st_ino && one.st_size == other.st_size &&
         one.st_mode == other.st_mode && one.st_uid == other.st_uid && one.st_gid == other.st_gid &&
         one.st_mtim.tv_sec == other.st_mtim.tv_sec && one.st_mtim.tv_nsec == other.st_mtim.tv_nsec;
}

}  // namespace

std::optional<Account> AccountBook::find(std::string_view name) {
  const std::lock_guard lock(mutex_);
  read_if_changed();
  const Account* account = find_account(accounts_, name);
  return account == nullptr ? std::nullopt : std::optional(*account);
}

void AccountBook::look() {
  const std::lock_guard lock(mutex_);
  read_if_changed();
}

void AccountBook::read_if_changed() {
  struct stat now = {};
  if (stat(path_.c_str(), &now) != 0) now = {};
  if (same_file(now, seen_)) return;
  seen_ = now;
  accounts_.clear();
  read();
}

void AccountBook::read() {
  const auto refused = [this](std::string_view why) {
    log(LogLevel::warning, "nobody signs in by {}: {}", path_, why);
  };
  const AccountRights rights = rights_of_accounts(seen_.st_mode);
  if (rights.refused) return refused(rights.fault);
  const auto text = read_whole_file(path_, kMostAccountBytes);
  if (!text) return refused(std::strerror(text.error()));
  auto accounts = parse_accounts(*text);
  if (!accounts) return refused(accounts.error());
  accounts_ = std::move(*accounts);
  if (!rights.fault.empty()) log(LogLevel::warning, "{}: {}", path_, rights.fault);
}

}  // namespace greycache::web
