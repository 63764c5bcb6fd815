// What a person's terminal may be given.
#pragma once

#include <string_view>

#include "common/utf8.h"

namespace greycache::fuzz {

// Whether a text can stand on a line of a terminal: printable UTF-8.
inline bool is_terminal_text(std::string_view text) {
  while (!text.empty()) {
    const Utf8Character next = first_character(text);
    if (next.length == 0 || !is_printable(next.code)) return false;
    text.remove_prefix(next.length);
  }
  return true;
}

}  // namespace greycache::fuzz
