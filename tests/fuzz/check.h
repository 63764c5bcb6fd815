// What a fuzz target says when a property does not hold.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace greycache::fuzz {

// Ends the process where it does not hold, so that libFuzzer keeps the input.
inline void check(bool holds, const char* property) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", property);
  std::abort();
}

// Whether a text can stand in a log: one line, ASCII, without control characters.
inline bool is_log_text(std::string_view text) {
  for (const char c : text) {
    if (c < 0x20 || c > 0x7e) return false;
  }
  return true;
}

}  // namespace greycache::fuzz
