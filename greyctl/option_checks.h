// What the value of an option must be, as CLI11 asks for it: empty where it is good.
#pragma once

#include <algorithm>
#include <string>

#include "common/characters.h"
#include "common/text.h"

namespace greycache {

// What a shell makes of a variable that is not set.
inline std::string not_empty(const std::string& value) {
  return trimmed(value).empty() ? "is empty" : "";
}

inline std::string one_or_more(const std::string& value) {
  const bool number = !value.empty() && std::ranges::all_of(value, is_digit);
  const bool none = value.find_first_not_of('0') == std::string::npos;
  return number && !none ? "" : "'" + escaped(value, 40) + "' is no number of 1 or more";
}

}  // namespace greycache
