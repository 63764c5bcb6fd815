// Untrusted text among the arguments of a log line.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "common/text.h"

namespace greycache {

// Formats as escaped(text) does, without a string of its own where nothing is to be escaped.
struct EscapedText {
  std::string_view text;

  bool is_plain() const {
    return text.size() <= kEscapedLimit &&
           std::all_of(text.begin(), text.end(), [](char c) { return stays_unescaped(c); });
  }
};

}  // namespace greycache

template <>
struct fmt::formatter<greycache::EscapedText> : fmt::formatter<std::string_view> {
  template <typename Context>
  auto format(const greycache::EscapedText& escaped, Context& context) const {
    if (escaped.is_plain()) {
      return fmt::formatter<std::string_view>::format(escaped.text, context);
    }
    return fmt::formatter<std::string_view>::format(greycache::escaped(escaped.text), context);
  }
};
