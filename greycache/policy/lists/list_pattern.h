// A pattern out of an operator's list, which knows the line it came from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
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

  // Whether it is found anywhere in `text`. A pattern that runs away (Pattern::kMostSteps) counts
  // as not matching, and the first time is logged with its origin.
  bool matches(std::string_view text) const {
    bool ran_away = false;
    return matches(text, Pattern::kMostSteps, ran_away);
  }
  // Runs away after `most_steps` already, and tells whether it did on this text.
  bool matches(std::string_view text, std::uint32_t most_steps, bool& ran_away) const;

  // The same, and tells no log: nothing where it runs away.
  std::optional<bool> tried_on(std::string_view text,
                               std::uint32_t most_steps = Pattern::kMostSteps) const;

  // What every text ends with that it matches, whatever the case (literal_tail()); empty where that
  // is not known.
  const std::string& tail() const { return tail_; }

  // How many steps each of so many patterns may take where one text is held against all: together
  // about 3 ms, without JIT. Ten have kMostSteps each, a thousand 250.
  static std::uint32_t steps_of_each(std::size_t patterns);

 private:
  ListPattern(Pattern pattern, std::string tail, std::string origin);

  Pattern pattern_;
  std::string tail_;
  std::string origin_;
  mutable bool runaway_logged_ = false;
};

}  // namespace greycache
