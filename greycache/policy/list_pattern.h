// A pattern out of an operator's list, which knows the line it came from.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "greycache/pattern/pattern.h"

namespace greycache {

// A Perl regular expression with its place in a file. Used by one thread at a time.
class ListPattern {
 public:
  enum class Case : std::uint8_t { sensitive, ignored };

  // `origin` is "FILE:LINE". The error is the reason without it.
  static tl::expected<ListPattern, std::string> compile(std::string_view text, Case letters,
                                                        std::string origin);

  // Whether it is found anywhere in `text`. A pattern that runs away (the match limit of
  // pattern.h) counts as not matching, and the first time is logged with its origin.
  bool matches(std::string_view text) const {
    bool ran_away = false;
    return matches(text, ran_away);
  }
  // Tells besides whether it ran away on this text.
  bool matches(std::string_view text, bool& ran_away) const;

 private:
  ListPattern(Pattern pattern, std::string origin);

  Pattern pattern_;
  std::string origin_;
  mutable bool runaway_logged_ = false;
};

}  // namespace greycache
