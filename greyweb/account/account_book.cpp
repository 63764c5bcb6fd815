// stat(2) says whether the file is another one.
#include "greyweb/account/account_book.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstring>
#include <utility>

#include "common/log.h"
#include "common/whole_file.h"

namespace greycache::web {

namespace {

bool same_file(const struct stat& one, const struct stat& other) {
  return one.st_ino == other.st_ino && one.st_size == other.st_size &&
         one.st_mode == other.st_mode && one.st_uid == other.st_uid && one.st_gid == other.st_gid &&
         one.st_mtim.tv_sec == other.st_mtim.tv_sec && one.st_mtim.tv_nsec == other.st_mtim.tv_nsec;
}

bool same_rights(const struct stat& one, const struct stat& other) {
  return one.st_mode == other.st_mode && one.st_uid == other.st_uid && one.st_gid == other.st_gid;
}

std::string sentence_of(const AccountFault& fault) {
  return fmt::format("{}; this takes that away: {}", fault.what, fault.mend);
}

}  // namespace

tl::expected<Account, NoAccount> AccountBook::find(std::string_view name) {
  const std::lock_guard lock(mutex_);
  read_if_changed();
  const Account* const account = find_account(accounts_, name);
  if (account != nullptr) return *account;
  const bool never_there = seen_.error == ENOENT && !was_read_;
  return tl::make_unexpected(good_ || never_there ? NoAccount::none : NoAccount::unread);
}

void AccountBook::look() {
  const std::lock_guard lock(mutex_);
  read_if_changed();
}

bool AccountBook::is_read() {
  const std::lock_guard lock(mutex_);
  read_if_changed();
  if (!good_ && !told_) refuse(std::strerror(seen_.error));
  return good_;
}

void AccountBook::read_if_changed() {
  Seen now;
  now.error = look_at_account_file(path_, now.place);
  const bool same = now.error == seen_.error && same_file(now.place.file, seen_.place.file) &&
                    same_rights(now.place.directory, seen_.place.directory);
  if (same) return;
  seen_ = std::move(now);
  accounts_.clear();
  good_ = told_ = false;
  read();
}

void AccountBook::refuse(std::string_view why) {
  told_ = true;
  log(LogLevel::warning, "nobody signs in by {}: {}", path_, why);
}

// It may be over at the next look, and the file is the same then.
void AccountBook::fail(int error) {
  seen_.error = error;
  told_ = std::exchange(failed_, error) == error;
  if (!told_) refuse(std::strerror(error));
}

void AccountBook::read() {
  if (seen_.error != 0) return refuse(std::strerror(seen_.error));
  const auto faults = faults_of_accounts(seen_.place, keepers_of_accounts(geteuid()));
  for (const AccountFault& fault : faults) {
    if (fault.refused) refuse(sentence_of(fault));
  }
  if (told_) return;
  const auto text = read_whole_file(path_, kMostAccountBytes);
  if (!text) return fail(text.error());
  // greyctl panel writes none without a word: somebody is about to write it, or the disk was full.
  if (text->empty()) return refuse("it is empty");
  auto accounts = parse_accounts(*text);
  if (!accounts) return refuse(accounts.error());
  accounts_ = std::move(*accounts);
  good_ = was_read_ = true;
  failed_ = 0;
  for (const AccountFault& fault : faults) {
    log(LogLevel::warning, "{}: {}", path_, sentence_of(fault));
  }
}

}  // namespace greycache::web
