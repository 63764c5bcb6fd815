// Decoding one character, and the ranges that are not shown.
#include "common/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace greycache {

namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Of Unicode's categories Cc, Cf, Zs, Zl, Zp, Co, and fillers and selectors that are invisible.
constexpr std::array kNotShown = {
    Range{0x00, 0x1f},       Range{0x7f, 0xa0},       Range{0xad, 0xad},
    Range{0x34f, 0x34f},     Range{0x600, 0x605},     Range{0x61c, 0x61c},
    Range{0x6dd, 0x6dd},     Range{0x70f, 0x70f},     Range{0x890, 0x891},
    Range{0x8e2, 0x8e2},     Range{0x115f, 0x1160},   Range{0x1680, 0x1680},
    Range{0x17b4, 0x17b5},   Range{0x180b, 0x180f},   Range{0x2000, 0x200f},
    Range{0x2028, 0x202f},   Range{0x205f, 0x206f},   Range{0x3000, 0x3000},
    Range{0x3164, 0x3164},   Range{0xe000, 0xf8ff},   Range{0xfe00, 0xfe0f},
    Range{0xfeff, 0xfeff},   Range{0xffa0, 0xffa0},   Range{0xfff0, 0xfffb},
    Range{0xfffe, 0xffff},   Range{0x110bd, 0x110bd}, Range{0x110cd, 0x110cd},
    Range{0x1bca0, 0x1bca3}, Range{0x1d173, 0x1d17a}, Range{0xe0000, 0xe0fff},
    Range{0xf0000, 0x10ffff}};

// 0 where a byte begins no sequence.
std::size_t length_by(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xc2) return 0;
  if (lead < 0xe0) return 2;
  if (lead < 0xf0) return 3;
  return lead < 0xf5 ? 4 : 0;
}

void append_bytes(std::string& line, std::string_view bytes) {
  for (const char c : bytes) {
    fmt::format_to(std::back_inserter(line), "\\x{:02x}", static_cast<unsigned char>(c));
  }
}

template <typename Stays>
std::string shown(std::string_view text, std::size_t limit, Stays stays) {
  std::string line;
  while (!text.empty()) {
    if (line.size() >= limit) return line + "...";
    const Utf8Character next = first_character(text);
    const std::string_view bytes = text.substr(0, std::max<std::size_t>(next.length, 1));
    if (next.length > 0 && stays(next.code)) {
      line += bytes;
    } else {
      append_bytes(line, bytes);
    }
    text.remove_prefix(bytes.size());
  }
  return line;
}

}  // namespace

Utf8Character first_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::size_t length = length_by(byte(0));
  if (length == 0 || length > text.size()) return {};
  constexpr std::array<unsigned char, 5> kOfLead = {0, 0x7f, 0x1f, 0x0f, 0x07};
  char32_t code = byte(0) & kOfLead[length];
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {};
    code = (code << 6) | (byte(i) & 0x3f);
  }
  const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  if (overlong || surrogate || code > 0x10ffff) return {};
  return {length, code};
}

bool is_printable(char32_t code) {
  if (code < 0x7f) return code >= 0x20;  // nearly all
  const auto range = std::ranges::lower_bound(kNotShown, code, {}, &Range::last);
  return range == kNotShown.end() || code < range->first;
}

std::string shown_text(std::string_view text, std::size_t limit) {
  return shown(text, limit, [](char32_t code) { return is_printable(code) && code != '\\'; });
}

std::string shown_message(std::string_view text, std::size_t limit) {
  return shown(text, limit, is_printable);
}

std::string in_ascii(std::string_view text) {
  std::string ascii;
  for (const char c : text) {
    const bool stays = c == '\n' || (c >= 0x20 && c <= 0x7e);
    stays ? static_cast<void>(ascii += c) : append_bytes(ascii, {&c, 1});
  }
  return ascii;
}

}  // namespace greycache
