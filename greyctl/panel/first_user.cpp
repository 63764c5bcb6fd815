// The password is the kernel's, as a token's secret is.
#include "greyctl/panel/first_user.h"

#include "greyctl/panel/account_file.h"
#include "greyweb/account/password.h"
#include "greyweb/account/random_text.h"

namespace greycache {

namespace {

// 80 bits, to be typed once by a person.
constexpr std::size_t kDigits = 20;

}  // namespace

tl::expected<std::string, std::string> make_first_user(const std::string& path) {
  const auto held = hold_account_files(path);
  if (!held) return tl::make_unexpected(held.error());
  const auto accounts = read_account_file(path);
  if (!accounts) return tl::make_unexpected(accounts.error());
  if (!accounts->empty()) return {};
  const std::string password = web::random_text().substr(0, kDigits);
  const auto hash = web::hash_password(password);
  if (!hash) return tl::make_unexpected(hash.error());
  const auto written = write_account_file(
      path, {{.name = kFirstUser, .role = Role::admin, .domain = {}, .hash = *hash}});
  if (!written) return tl::make_unexpected(written.error());
  return password;
}

}  // namespace greycache
