// A file that is not there yet is made empty, with its rights, before anything secret is in it.
#include "greyctl/panel/account_file.h"

#include <fcntl.h>
#include <grp.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "common/directory_lock.h"
#include "common/program_output.h"
#include "common/whole_file.h"

namespace greycache {

namespace {

constexpr const char* kGroup = "greyweb";
constexpr mode_t kShared = 0640;
constexpr mode_t kOwn = 0600;

tl::unexpected<std::string> cannot(const std::string& what, const std::string& path, int error) {
  return tl::make_unexpected("cannot " + what + " " + path + ": " + std::strerror(error));
}

// 0, or an errno.
int make_empty(const std::string& path) {
  const FileDescriptor file(
      open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, kOwn));
  if (!file) return errno == EEXIST ? 0 : errno;
  const group* const panel = getgrnam(kGroup);
  if (panel == nullptr) {
    complain("there is no group greyweb here, so the panel cannot read " + path + " yet");
    return 0;
  }
  if (fchown(file.get(), static_cast<uid_t>(-1), panel->gr_gid) != 0) return errno;
  return fchmod(file.get(), kShared) != 0 ? errno : 0;
}

}  // namespace

tl::expected<std::vector<web::Account>, std::string> read_account_file(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) {
    return tl::make_unexpected(path + " is no regular file");
  }
  const auto text = read_whole_file(path, web::kMostAccountBytes);
  if (!text && text.error() == ENOENT) return std::vector<web::Account>();
  if (!text) return cannot("read", path, text.error());
  auto accounts = web::parse_accounts(*text);
  if (!accounts) return tl::make_unexpected(path + ": " + accounts.error());
  return accounts;
}

tl::expected<FileDescriptor, std::string> hold_account_files(const std::string& path) {
  auto held = lock_directory(std::filesystem::path(path).parent_path());
  if (!held) return tl::make_unexpected(held.error().message);
  return *std::move(held);
}

tl::expected<void, std::string> write_account_file(const std::string& path,
                                                   const std::vector<web::Account>& accounts) {
  if (accounts.size() > web::kMostAccounts) return tl::make_unexpected("that is one too many");
  if (const int error = make_empty(path); error != 0) return cannot("make", path, error);
  const auto written = replace_behind(path, path, web::accounts_text(accounts));
  if (!written) return tl::make_unexpected(written.error().message);
  return {};
}

}  // namespace greycache
