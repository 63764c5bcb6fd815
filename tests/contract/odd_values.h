// What a column may hold and no entry ever has: for tests that write anything the schema takes.
#pragma once

#include <string>
#include <vector>

#include "greycache/policy/sound_fact.h"

namespace greycache {

// Names that are none, and some that only look so. All are valid UTF-8 without a NUL.
inline std::vector<std::string> odd_names() {
  std::vector<std::string> names{
      "",         " ",      "a b", "\t", "a\nb", "\x01", "\x7f", "\xc3\xa4", "\xf0\x9f\x93\xa7",
      "\xc2\x80", "%",      "*",   "@",  "'",    "\"",   "\\",   "%00",      "{}",
      "null",     "-undef-"};
  names.emplace_back(kLongestName, 'x');
  names.emplace_back(kLongestName + 1, 'x');
  // The index of PostgreSQL takes so long a text where it can be compressed.
  names.emplace_back(100'000, 'x');
  return names;
}

}  // namespace greycache
