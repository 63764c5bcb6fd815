// Small operations on text that several rooms need: case, blanks, escaping, nearest word.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace greycache {

// Lower-cases A-Z only, as SQLgrey does; UTF-8 bytes stay as they are.
std::string lower_ascii(std::string_view text);
// The same into a string whose memory is used again.
void lower_ascii(std::string_view text, std::string& into);

// Without leading and trailing blanks, tabs, CR and LF.
std::string_view trimmed(std::string_view text);

// Without the mark that editors of other systems begin a file of UTF-8 with.
std::string_view without_byte_order_mark(std::string_view text);

// The fields between separators; "a,,b" has an empty one.
std::vector<std::string_view> split(std::string_view text, char separator);

// Untrusted text for a log line: bytes outside 0x20-0x7e and the backslash become \xNN, and what is
// longer than `limit` bytes ends in "...". Never holds a control character. append_escaped() puts
// it behind what the line has.
std::string escaped(std::string_view text, std::size_t limit = 200);
void append_escaped(std::string& line, std::string_view text, std::size_t limit = 200);

// Percent-encoding of keys and rows: everything outside 0x21-0x7e and '%' becomes %XX.
std::string percent_encoded(std::string_view text);
std::string percent_decoded(std::string_view text);
// Whether percent_encoded() would leave the text as it is.
bool needs_no_encoding(std::string_view text);

// Text as a JSON string with its quotes. Bytes that are not ASCII are kept where they are printable
// UTF-8 (is_printable()), other characters are written \uNNNN, and what is no UTF-8 becomes U+FFFD.
std::string json_string(std::string_view text);
void append_json_string(std::string& line, std::string_view text);

// Whether all of it is valid UTF-8.
bool is_utf8(std::string_view text);

// The candidate with the fewest edits to `word`, empty where none is within a third of its length.
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace greycache
