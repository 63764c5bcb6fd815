// Characters of text that may or may not be UTF-8, and which of them a terminal may be shown.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace greycache {

struct Utf8Character {
  std::size_t length = 0;  // bytes; 0 where the text begins with no valid sequence
  char32_t code = 0;
};

// The first one of a text that is not empty.
Utf8Character first_character(std::string_view text);

// Whether it shows, and changes nothing of what stands around it: no control character of ASCII or
// beyond it, none that turns the direction of writing, none that is invisible or a blank of another
// width, none for private use.
bool is_printable(char32_t code);

// Untrusted text for a person: printable UTF-8 stays as it is, but for the backslash; all other
// bytes become \xNN, and what is longer than `limit` bytes ends in "...". escaped() is the same in
// ASCII, for log lines.
std::string shown_text(std::string_view text, std::size_t limit = 200);

// Of a message whose untrusted parts are escaped already: a backslash in it stays.
std::string shown_message(std::string_view text, std::size_t limit = 600);

// The same text in ASCII: what is beyond becomes \xNN, for a terminal that has no UTF-8. Line feeds
// stay.
std::string in_ascii(std::string_view text);

}  // namespace greycache
