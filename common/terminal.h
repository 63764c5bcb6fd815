// What the operator's terminal can show.
#pragma once

#include <string>
#include <string_view>

namespace greycache {

// Whether a locale ("de_DE.UTF-8", "C.utf8@x") has its characters in UTF-8.
bool is_utf8_locale(std::string_view locale);

// Whether a descriptor is a terminal whose locale (LC_ALL, LC_CTYPE, LANG, the first that is set)
// is not in UTF-8: then it is written to in ASCII. A file or a pipe gets what there is.
bool wants_ascii(int descriptor);

}  // namespace greycache
