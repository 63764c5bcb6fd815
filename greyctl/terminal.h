// What the operator's terminal can show.
#pragma once

#include <string>
#include <string_view>

namespace greycache {

// Whether a locale ("de_DE.UTF-8", "C.utf8@x") has its characters in UTF-8.
bool is_utf8_locale(std::string_view locale);

// An answer as it is printed: as it is, but in ASCII on a terminal whose locale (LC_ALL, LC_CTYPE,
// LANG, the first that is set) is not in UTF-8. A file or a pipe gets what the daemon said.
std::string for_terminal(std::string answer);

}  // namespace greycache
