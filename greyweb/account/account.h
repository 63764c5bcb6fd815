// Who may use the panel, and the lines of the file that says so.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "common/role.h"

namespace greycache::web {

// A person with a password, or a program with a token.
struct Account {
  std::string name;
  Role role = Role::viewer;
  std::string domain;  // lower case; empty: all recipients
  std::string hash;    // of crypt(3), of the password or the token's secret
};

// Of a file, and bytes of it: far more than a hoster's customers need.
inline constexpr std::size_t kMostAccounts = 10'000;
inline constexpr std::size_t kMostAccountBytes = std::size_t{4} << 20U;

// 1 to 64 of a-z, 0-9, '.', '_', '-' and '@', a letter or a digit first.
bool is_account_name(std::string_view name);

// A domain in lower case, 1 to 253 bytes of letters, digits, '-' and '.'.
bool is_account_domain(std::string_view domain);

// Lines "name:role:domain:hash", each with its newline; empty ones and those that begin with '#' do
// not count. The error is a sentence with the number of the first wrong line: nobody signs in by a
// file that is half right.
tl::expected<std::vector<Account>, std::string> parse_accounts(std::string_view text);

// The same as text, a line each, below a comment that says whose file it is.
std::string accounts_text(const std::vector<Account>& accounts);

// nullptr where there is none of that name.
const Account* find_account(const std::vector<Account>& accounts, std::string_view name);

}  // namespace greycache::web
