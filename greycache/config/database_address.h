// Where PostgreSQL is: the `database` setting, a libpq URI or keyword string (libpq, "Connection
// Strings").
#pragma once

#include <string>
#include <string_view>

namespace greycache {

// What is wrong with the text as far as can be told without libpq, empty where nothing is: it takes
// what libpq can connect by. Never repeats the text, which may hold a password.
std::string check_database_address(std::string_view text);

// The text with "***" in the place of what may be a password: every value but those of the keywords
// that anybody may see, and all of a text that check_database_address() does not understand.
std::string masked_database_address(std::string_view text);

// "keyword='value'", quoted as libpq reads it; with a leading blank where `keywords` is not empty.
void append_keyword(std::string& keywords, std::string_view keyword, std::string_view value);

}  // namespace greycache
