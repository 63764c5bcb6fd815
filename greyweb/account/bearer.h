// From the header of a program to the account of its token.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "greyweb/account/account_book.h"

namespace greycache::web {

// "NAME.SECRET": what a program sends. The name tells which line of the file to compare with.
std::string token_text(std::string_view name, std::string_view secret);

// Of "Bearer NAME.SECRET". Nothing where it is no token, or a wrong one.
std::optional<Account> account_of_bearer(AccountBook& tokens, std::string_view authorization);

}  // namespace greycache::web
