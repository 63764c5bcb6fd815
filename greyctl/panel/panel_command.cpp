// One function an action; what they share is reading a file of accounts and writing it again.
#include "greyctl/panel/panel_command.h"

#include <sysexits.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "common/json_object.h"
#include "common/program_output.h"
#include "common/text.h"
#include "greyctl/panel/account_file.h"
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
  const auto role = web::parse_role(options.role);
  if (!web::is_account_name(options.name)) {
    return tl::make_unexpected("'" + escaped(options.name, 70) +
                               "' is no name: write a-z, 0-9, '.', '_', '-' and '@', 64 at most");
  }
  const std::string domain = lower_ascii(options.domain);
  if (!domain.empty() && !web::is_account_domain(domain)) {
    return tl::make_unexpected("'" + escaped(options.domain, 70) + "' is no domain");
  }
  return Account{
      .name = options.name, .role = role.value_or(web::Role::viewer), .domain = domain, .hash = {}};
}

int write(const std::string& path, const std::vector<Account>& accounts, std::string_view done) {
  const auto written = write_account_file(path, accounts);
  if (!written) return complain(EX_CANTCREAT, written.error());
  print_out("{}\n", done);
  return EX_OK;
}

int add_user(const std::string& path, std::vector<Account> accounts, Account account) {
  const auto password = read_new_password();
  if (!password) return complain(EX_DATAERR, password.error());
  const auto hash = web::hash_password(*password);
  if (!hash) return complain(EX_DATAERR, hash.error());
  account.hash = *hash;
  const std::string done = "user " + account.name + " may sign in now";
  accounts.push_back(std::move(account));
  return write(path, accounts, done);
}

// The secret is printed once, and kept nowhere.
int add_token(const std::string& path, std::vector<Account> accounts, Account account) {
  const std::string secret = web::random_text();
  const auto hash = web::hash_secret(secret);
  if (!hash) return complain(EX_SOFTWARE, hash.error());
  account.hash = *hash;
  const std::string token = web::token_text(account.name, secret);
  accounts.push_back(std::move(account));
  return write(path, accounts, token);
}

int add(const std::string& path, std::vector<Account> accounts, const PanelOptions& options) {
  auto account = account_of(options);
  if (!account) return complain(EX_USAGE, account.error());
  if (web::find_account(accounts, options.name) != nullptr) {
    return complain(EX_USAGE, "there is a " + std::string(kind_of(options)) + " of that name");
  }
  if (options.what == "token") return add_token(path, std::move(accounts), std::move(*account));
  return add_user(path, std::move(accounts), std::move(*account));
}

int no_such(const PanelOptions& options) {
  return complain(EX_USAGE, "there is no " + std::string(kind_of(options)) + " '" +
                                escaped(options.name, 70) + "'");
}

int remove(const std::string& path, std::vector<Account> accounts, const PanelOptions& options) {
  const auto gone =
      std::erase_if(accounts, [&](const Account& account) { return account.name == options.name; });
  if (gone == 0) return no_such(options);
  return write(path, accounts, std::string(kind_of(options)) + " " + options.name + " is out");
}

int change_password(const std::string& path, std::vector<Account> accounts,
                    const PanelOptions& options) {
  const auto account = std::ranges::find(accounts, options.name, &Account::name);
  if (account == accounts.end()) return no_such(options);
  const auto password = read_new_password();
  if (!password) return complain(EX_DATAERR, password.error());
  const auto hash = web::hash_password(*password);
  if (!hash) return complain(EX_DATAERR, hash.error());
  account->hash = *hash;
  return write(path, accounts, "the password is changed, and its sessions have ended");
}

int list(const std::vector<Account>& accounts, bool json) {
  std::vector<std::string> rows;
  for (const Account& account : accounts) {
    const std::string_view role = web::role_name(account.role);
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
  auto accounts = read_account_file(path);
  if (!accounts) return complain(EX_NOINPUT, accounts.error());
  if (options.action == "list") return list(*accounts, options.json);
  if (options.action == "add") return add(path, std::move(*accounts), options);
  if (options.action == "remove") return remove(path, std::move(*accounts), options);
  return change_password(path, std::move(*accounts), options);
}

}  // namespace greycache
