// The secret has no dot; a name may have some.
#include "greyweb/account/bearer.h"

#include "common/text.h"
#include "greyweb/account/password.h"

namespace greycache::web {

namespace {

// In any case: RFC 7235, 2.1.
constexpr std::string_view kScheme = "bearer ";

}  // namespace

std::string token_text(std::string_view name, std::string_view secret) {
  return std::string(name) + "." + std::string(secret);
}

tl::expected<Account, NoAccount> account_of_bearer(AccountBook& tokens,
                                                   std::string_view authorization) {
  const auto none = tl::make_unexpected(NoAccount::none);
  if (lower_ascii(authorization.substr(0, kScheme.size())) != kScheme) return none;
  const std::string_view token = authorization.substr(kScheme.size());
  const std::size_t dot = token.rfind('.');
  if (dot == std::string_view::npos || token.size() > kLongestPassword) return none;
  auto account = tokens.find(token.substr(0, dot));
  if (account && !matches_hash(token.substr(dot + 1), account->hash)) return none;
  return account;
}

}  // namespace greycache::web
