// Characters back to bytes.
#include "greyctl/moving/sqlgrey/doubled_text.h"

#include <algorithm>
#include <array>

#include "common/text.h"
#include "common/utf8.h"

namespace greycache {

namespace {

// The characters of code page 1252 for the bytes 0x80 to 0x9f
// (https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/WINDOWS/CP1252.TXT). Where it has none
// MySQL takes Latin-1's.
constexpr std::array<char32_t, 32> kWindows{
    0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021, 0x2c6,  0x2030, 0x160,
    0x2039, 0x152,  0x8d,   0x17d,  0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178};

std::optional<char> byte_of(char32_t code) {
  if (code <= 0xff) return static_cast<char>(code);
  const auto* const found = std::ranges::find(kWindows, code);
  if (found == kWindows.end()) return std::nullopt;
  return static_cast<char>(0x80 + (found - kWindows.begin()));
}

}  // namespace

std::optional<std::string> undoubled(std::string_view utf8) {
  if (std::ranges::all_of(utf8, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) {
    return std::nullopt;
  }
  std::string bytes;
  while (!utf8.empty()) {
    const Utf8Character character = first_character(utf8);
    const auto byte = byte_of(character.code);
    if (character.length == 0 || !byte) return std::nullopt;
    bytes += *byte;
    utf8.remove_prefix(character.length);
  }
  return bytes;
}

std::string encoded_once(std::string text, Doubling doubling) {
  if (doubling == Doubling::never) return text;
  auto once = undoubled(text);
  return once && (doubling == Doubling::always || is_utf8(*once)) ? std::move(*once)
                                                                  : std::move(text);
}

}  // namespace greycache
