// Operations on ASCII text, whatever the locale.
#include "common/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <numeric>

#include "common/hex_value.h"
#include "common/utf8.h"

namespace greycache {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

bool stays_unescaped(char c) {
  return c >= 0x20 && c <= 0x7e && c != '\\';
}

// Of percent-encoding.
bool stays_as_it_is(char c) {
  return static_cast<unsigned char>(c - 0x21) <= 0x7e - 0x21 && c != '%';
}

char lower(char c) {
  return static_cast<char>(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

// The byte that two digits mean, in capitals or not; negative where one of them is none.
int coded_byte(std::string_view digits) {
  const int high = hex_value(lower(digits[0]));
  const int low = hex_value(lower(digits[1]));
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

}  // namespace

std::string lower_ascii(std::string_view text) {
  std::string lower;
  lower_ascii(text, lower);
  return lower;
}

void lower_ascii(std::string_view text, std::string& into) {
  into.resize(text.size());
  std::transform(text.begin(), text.end(), into.begin(), lower);
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::string_view without_byte_order_mark(std::string_view text) {
  constexpr std::string_view kMark = "\xef\xbb\xbf";
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> fields;
  std::size_t begin = 0;
  for (std::size_t at = text.find(separator); at != std::string_view::npos;
       at = text.find(separator, begin)) {
    fields.push_back(text.substr(begin, at - begin));
    begin = at + 1;
  }
  fields.push_back(text.substr(begin));
  return fields;
}

std::string escaped(std::string_view text, std::size_t limit) {
  std::string safe;
  append_escaped(safe, text, limit);
  return safe;
}

void append_escaped(std::string& line, std::string_view text, std::size_t limit) {
  if (text.size() <= limit && std::all_of(text.begin(), text.end(), stays_unescaped)) {
    line += text;
    return;
  }
  const std::size_t begin = line.size();
  for (const char c : text) {
    if (line.size() - begin >= limit) {
      line += "...";
      return;
    }
    if (stays_unescaped(c)) {
      line += c;
    } else {
      fmt::format_to(std::back_inserter(line), "\\x{:02x}", static_cast<unsigned char>(c));
    }
  }
}

std::string percent_encoded(std::string_view text) {
  std::string encoded;
  encoded.reserve(text.size());
  for (const char c : text) {
    if (stays_as_it_is(c)) {
      encoded += c;
    } else {
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

bool needs_no_encoding(std::string_view text) {
  // By its address the function would be called for each byte.
  return std::all_of(text.begin(), text.end(), [](char c) { return stays_as_it_is(c); });
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool coded = text[i] == '%' && i + 2 < text.size();
    const int byte = coded ? coded_byte(text.substr(i + 1, 2)) : -1;
    decoded += byte < 0 ? text[i] : static_cast<char>(byte);
    if (byte >= 0) i += 2;
  }
  return decoded;
}

namespace {

// Of a character beyond the 16 bits that JSON's escapes hold, two.
void append_json_escape(std::string& line, char32_t code) {
  if (code < 0x10000) {
    fmt::format_to(std::back_inserter(line), "\\u{:04x}", static_cast<unsigned>(code));
    return;
  }
  const unsigned above = static_cast<unsigned>(code) - 0x10000;
  fmt::format_to(std::back_inserter(line), "\\u{:04x}\\u{:04x}", 0xd800 + (above >> 10),
                 0xdc00 + (above & 0x3ff));
}

}  // namespace

std::string json_string(std::string_view text) {
  std::string quoted;
  append_json_string(quoted, text);
  return quoted;
}

void append_json_string(std::string& line, std::string_view text) {
  line += '"';
  while (!text.empty()) {
    const Utf8Character next = first_character(text);
    const std::string_view bytes = text.substr(0, std::max<std::size_t>(next.length, 1));
    if (next.length == 0) {
      line += "\\ufffd";
    } else if (next.code == '"' || next.code == '\\') {
      line += {'\\', bytes.front()};
    } else if (is_printable(next.code)) {
      line += bytes;
    } else {
      append_json_escape(line, next.code);
    }
    text.remove_prefix(bytes.size());
  }
  line += '"';
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = first_character(text).length;
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates) {
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(word.size() / 3, 1) + 1;
  for (const std::string_view candidate : candidates) {
    // No fewer edits than the lengths differ by; a word may be as long as a file.
    const std::size_t longer = std::max(word.size(), candidate.size());
    if (longer - std::min(word.size(), candidate.size()) >= best_distance) continue;
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace greycache
