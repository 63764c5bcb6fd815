// The value of a hexadecimal digit.
#pragma once

#include "common/characters.h"

namespace greycache {

// In lower case, see is_hex_digit(); -1 of anything else.
constexpr int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  return is_hex_digit(c) ? c - 'a' + 10 : -1;
}

}  // namespace greycache
