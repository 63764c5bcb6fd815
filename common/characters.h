// What a character of ASCII is, whatever the locale.
#pragma once

#include <algorithm>
#include <string_view>

namespace greycache {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// In lower case.
constexpr bool is_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f');
}

constexpr bool is_letter_or_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

constexpr bool is_one_of(char c, std::string_view set) {
  return set.find(c) != std::string_view::npos;
}

// Whether it is a number; an empty text is none.
constexpr bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

}  // namespace greycache
