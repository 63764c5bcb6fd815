// Colons part the fields; nothing that is checked here can hold one.
#include "greyweb/account/account.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "common/characters.h"
#include "common/text.h"

namespace greycache::web {

namespace {

constexpr std::size_t kFields = 4;
constexpr std::size_t kLongestName = 64;
constexpr std::size_t kLongestDomain = 253;
constexpr std::size_t kLongestHash = 384;
constexpr std::string_view kCut = "has no end, as where a file was cut: end it with a newline";
constexpr std::string_view kHead =
    "# Who may use the panel; written by greyctl panel.\n# name:role:domain:hash\n";

bool is_lower_or_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z');
}

struct Method {
  std::string_view mark;
  std::size_t digest;  // characters behind the last '$'
};
constexpr std::array kMethods{Method{"$y$", 43},  Method{"$gy$", 43}, Method{"$7$", 43},
                              Method{"$6$", 86},  Method{"$5$", 43},  Method{"$2a$", 53},
                              Method{"$2b$", 53}, Method{"$2y$", 53}, Method{"$1$", 22}};

bool is_of_digest(char c) {
  return is_lower_or_digit(c) || (c >= 'A' && c <= 'Z') || c == '.' || c == '/';
}

// One that was cut is none.
bool is_hash(std::string_view hash) {
  const auto method = std::ranges::find_if(
      kMethods, [&](const Method& each) { return hash.starts_with(each.mark); });
  if (method == kMethods.end() || hash.size() > kLongestHash) return false;
  const std::string_view digest = hash.substr(hash.rfind('$') + 1);
  return digest.size() == method->digest && std::ranges::all_of(digest, is_of_digest) &&
         std::ranges::all_of(hash, [](char c) { return c > ' ' && c <= '~'; });
}

// Empty where nothing is wrong.
std::string_view fault_of(const std::vector<std::string_view>& fields) {
  if (fields.size() != kFields) return "has not the four fields name:role:domain:hash";
  if (!is_account_name(fields[0])) return "has a name that none can have";
  if (!role_of(fields[1])) return "has a role that is none of viewer, operator, admin";
  if (!fields[2].empty() && !is_account_domain(fields[2])) return "has a domain that is none";
  if (!is_hash(fields[3])) return "has no hash of crypt(3)";
  return {};
}

Account account_of(const std::vector<std::string_view>& fields) {
  return {.name = std::string(fields[0]),
          .role = role_of(fields[1]).value_or(Role::viewer),
          .domain = std::string(fields[2]),
          .hash = std::string(fields[3])};
}

}  // namespace

bool is_account_name(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName && is_lower_or_digit(name.front()) &&
         std::ranges::all_of(name, [](char c) {
           return is_lower_or_digit(c) || c == '.' || c == '_' || c == '-' || c == '@';
         });
}

bool is_account_domain(std::string_view domain) {
  return !domain.empty() && domain.size() <= kLongestDomain && is_lower_or_digit(domain.front()) &&
         domain.back() != '.' && std::ranges::all_of(domain, [](char c) {
           return is_lower_or_digit(c) || c == '-' || c == '.';
         });
}

tl::expected<std::vector<Account>, std::string> parse_accounts(std::string_view text) {
  std::vector<Account> accounts;
  const auto lines = split(text, '\n');
  for (std::size_t number = 1; number <= lines.size(); ++number) {
    const std::string_view line = trimmed(lines[number - 1]);
    if (line.empty()) continue;
    std::string_view fault = number == lines.size() ? kCut : std::string_view();
    if (fault.empty() && line.front() == '#') continue;
    const auto fields = split(line, ':');
    if (fault.empty()) fault = fault_of(fields);
    if (fault.empty() && find_account(accounts, fields[0]) != nullptr) {
      fault = "has a name that stands there before";
    }
    if (fault.empty() && accounts.size() >= kMostAccounts) fault = "is one too many";
    if (!fault.empty()) return tl::make_unexpected(fmt::format("line {} {}", number, fault));
    accounts.push_back(account_of(fields));
  }
  return accounts;
}

std::string accounts_text(const std::vector<Account>& accounts) {
  std::string text(kHead);
  for (const Account& account : accounts) {
    text += fmt::format("{}:{}:{}:{}\n", account.name, role_name(account.role), account.domain,
                        account.hash);
  }
  return text;
}

const Account* find_account(const std::vector<Account>& accounts, std::string_view name) {
  const auto found = std::ranges::find(accounts, name, &Account::name);
  return found == accounts.end() ? nullptr : &*found;
}

}  // namespace greycache::web
