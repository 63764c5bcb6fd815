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

std::optional<Account> account_of_bearer(AccountBook& tokens, std::string_view authorization) {
  if (lower_ascii(authorization.substr(0, kScheme.size())) != kScheme) return std::nullopt;
  const std::string_view token = authorization.substr(kScheme.size());
  const std::size_t dot = token.rfind('.');
  if (dot == std::string_view::npos || token.size() > kLongestPassword) return std::nullopt;
  auto account = tokens.find(token.substr(0, dot));
  if (!account || !matches_hash(token.substr(dot + 1), account->hash)) return std::nullopt;
  return account;
}

}  // namespace greycache::web
