// From the header of a program to the account of its token.
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "greyweb/account/account_book.h"

namespace greycache::web {

// "NAME.SECRET": what a program sends. The name tells which line of the file to compare with.
std::string token_text(std::string_view name, std::string_view secret);

// Of "Bearer NAME.SECRET". None where it is no token, or a wrong one.
tl::expected<Account, NoAccount> account_of_bearer(AccountBook& tokens,
                                                   std::string_view authorization);

}  // namespace greycache::web
