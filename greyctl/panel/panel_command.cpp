// One function an action; what they share is reading a file of accounts and writing it again.
#include "greyctl/panel/panel_command.h"

#include <fmt/format.h>
#include <sysexits.h>

#include <algorithm>
#include <functional>
#include <string_view>
#include <vector>

#include "common/json_object.h"
#include "common/program_output.h"
#include "common/text.h"
#include "greyctl/panel/account_file.h"
#include "greyctl/panel/account_warning.h"
#include "greyctl/panel/panel_switch.h"
#include "greyctl/panel/password_input.h"
#include "greyweb/account/account.h"
#include "greyweb/account/bearer.h"
#include "greyweb/account/password.h"
#include "greyweb/account/random_text.h"

namespace greycache {

namespace {

using web::Account;

std::string accounts_file(const LoadedSettings& loaded, const PanelOptions& options) {
  return loaded.settings.conf_dir + "/panel_" +
         (options.what == "token" ? std::string("tokens") : std::string("accounts"));
}

// The kind of thing that an action is about, in words.
std::string_view kind_of(const PanelOptions& options) {
  return options.what == "token" ? "token" : "user";
}

tl::expected<Account, std::string> account_of(const PanelOptions& options) {
  const auto role = role_of(options.role);
  if (!web::is_account_name(options.name)) {
    return tl::make_unexpected("'" + escaped(options.name, 70) +
                               "' is no name: write a-z, 0-9, '.', '_', '-' and '@', 64 at most");
  }
  const std::string domain = lower_ascii(options.domain);
  if (!domain.empty() && !web::is_account_domain(domain)) {
    return tl::make_unexpected("'" + escaped(options.domain, 70) + "' is no domain");
  }
  return Account{
      .name = options.name, .role = role.value_or(Role::viewer), .domain = domain, .hash = {}};
}

using Accounts = std::vector<Account>;

// What `change` leaves is written where it returns EX_OK. `done` is said then, or nothing where it
// is empty. EX_CONFIG where it is written, and nobody may sign in by the file as it stands there.
int changed(const std::string& path, std::string_view done,
            const std::function<int(Accounts& accounts)>& change) {
  const auto held = hold_account_files(path);
  if (!held) return complain(EX_CANTCREAT, held.error());
  auto accounts = read_account_file(path);
  if (!accounts) return complain(EX_NOINPUT, accounts.error());
  if (const int status = change(*accounts); status != EX_OK) return status;
  const auto written = write_account_file(path, *accounts);
  if (!written) return complain(EX_CANTCREAT, written.error());
  if (!done.empty()) print_out("{}\n", done);
  return tell_of_accounts(path) ? EX_OK : EX_CONFIG;
}

int is_new(const Accounts& accounts, const PanelOptions& options) {
  if (web::find_account(accounts, options.name) == nullptr) return EX_OK;
  return complain(EX_USAGE, "there is a " + std::string(kind_of(options)) + " of that name");
}

int put_in(const std::string& path, const PanelOptions& options, const Account& account,
           std::string_view done) {
  return changed(path, done, [&](Accounts& accounts) {
    if (const int status = is_new(accounts, options); status != EX_OK) return status;
    accounts.push_back(account);
    return EX_OK;
  });
}

// Whoever was in a file that is lost is told of nowhere else.
std::string may_sign_in(const Account& account, const Accounts& before, const std::string& path) {
  const std::string alone = before.empty() ? ", as the only one: nobody else is in " + path : "";
  return fmt::format("user {} may sign in now{}", account.name, alone);
}

int add_user(const std::string& path, const Accounts& before, const PanelOptions& options,
             Account account) {
  const auto password = read_new_password();
  if (!password) return complain(EX_DATAERR, password.error());
  const auto hash = web::hash_password(*password);
  if (!hash) return complain(EX_DATAERR, hash.error());
  account.hash = *hash;
  const int status = put_in(path, options, account, {});
  if (status == EX_OK) print_out("{}\n", may_sign_in(account, before, path));
  return status;
}

// The secret is printed once, and kept nowhere.
int add_token(const std::string& path, const PanelOptions& options, Account account) {
  const std::string secret = web::random_text();
  const auto hash = web::hash_secret(secret);
  if (!hash) return complain(EX_SOFTWARE, hash.error());
  account.hash = *hash;
  return put_in(path, options, account, web::token_text(account.name, secret));
}

// Nobody is asked for a password in vain.
int add(const std::string& path, const Accounts& accounts, const PanelOptions& options) {
  const auto account = account_of(options);
  if (!account) return complain(EX_USAGE, account.error());
  if (const int status = is_new(accounts, options); status != EX_OK) return status;
  if (options.what == "token") return add_token(path, options, *account);
  return add_user(path, accounts, options, *account);
}

int no_such(const PanelOptions& options) {
  return complain(EX_USAGE, "there is no " + std::string(kind_of(options)) + " '" +
                                escaped(options.name, 70) + "'");
}

int remove(const std::string& path, const PanelOptions& options) {
  const std::string done = std::string(kind_of(options)) + " " + options.name + " is out";
  return changed(path, done, [&](Accounts& accounts) {
    const auto gone = std::erase_if(
        accounts, [&](const Account& account) { return account.name == options.name; });
    return gone == 0 ? no_such(options) : EX_OK;
  });
}

int change_password(const std::string& path, const Accounts& accounts,
                    const PanelOptions& options) {
  if (web::find_account(accounts, options.name) == nullptr) return no_such(options);
  const auto password = read_new_password();
  if (!password) return complain(EX_DATAERR, password.error());
  const auto hash = web::hash_password(*password);
  if (!hash) return complain(EX_DATAERR, hash.error());
  return changed(path, "the password is changed, and its sessions have ended",
                 [&](Accounts& known) {
                   const auto account = std::ranges::find(known, options.name, &Account::name);
                   if (account == known.end()) return no_such(options);
                   account->hash = *hash;
                   return EX_OK;
                 });
}

int list(const Accounts& accounts, bool json) {
  std::vector<std::string> rows;
  for (const Account& account : accounts) {
    const std::string_view role = role_name(account.role);
    rows.push_back(JsonObject()
                       .add_text("name", account.name)
                       .add_text("role", role)
                       .add_text_or_null("domain", account.domain)
                       .text());
    if (json) continue;
    print_out("{:<24} {:<8} {}\n", account.name, role,
              account.domain.empty() ? "all domains" : account.domain);
  }
  if (json) print_out("{}\n", json_list(rows));
  return EX_OK;
}

}  // namespace

int panel(const LoadedSettings& loaded, const PanelOptions& options) {
  const std::string path = accounts_file(loaded, options);
  if (options.what == "enable") return enable_panel(panel_host(loaded, path));
  if (options.what == "disable") return disable_panel(panel_host(loaded, path));
  if (options.action == "remove") return remove(path, options);
  const auto accounts = read_account_file(path);
  if (!accounts) return complain(EX_NOINPUT, accounts.error());
  if (options.action == "list") return list(*accounts, options.json);
  if (options.action == "add") return add(path, *accounts, options);
  return change_password(path, *accounts, options);
}

}  // namespace greycache
