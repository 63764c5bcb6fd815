// An operator's word that mail shall pass at its first attempt.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "common/duration.h"

namespace greycache {

// A row. The later made_at of one recipient and sender counts, so that a removal is a row, too, and
// rows come to the same in whatever order they are met.
struct Expectation {
  std::string recipient;  // "user@domain", or "@domain" for a domain; lower case, never empty
  std::string sender;     // the same, "<>" for the null sender, or empty: anybody
  UnixTime until = 0;     // counts before it
  UnixTime made_at = 0;
  UnixTime kept_until = 0;  // the greatest `until` that any row of these names ever had
  bool removed = false;
  std::string why = {};  // the operator's words: printable, may be empty

  friend bool operator==(const Expectation&, const Expectation&) = default;
};

// Merges a row of the same names: the later one counts, and is kept as long as either. Commutative,
// associative, idempotent.
void merge_into(Expectation& into, const Expectation& copy);

inline bool counts(const Expectation& row, UnixTime now) {
  return !row.removed && now < row.until;
}

// The longest that one may hold, and the most bytes of its texts.
inline constexpr UnixTime kLongestExpectation = 366 * 86400;
inline constexpr std::size_t kExpectedNameLimit = 512;
inline constexpr std::size_t kExpectedWhyLimit = 200;

// What an operator writes for recipient and sender, in lower case: an address, or '@' and a domain.
// A sender may be empty (anybody) or "<>". Refused is what no envelope can hold: blanks, control
// characters, brackets, patterns, "user@", a domain without its '@'. The error is a sentence for
// whoever wrote it.
tl::expected<std::string, std::string> parse_expected_recipient(std::string_view written);
tl::expected<std::string, std::string> parse_expected_sender(std::string_view written);
// The text of `why` as it is, or what is wrong with it: too long, control characters, no UTF-8.
tl::expected<std::string, std::string> parse_expected_why(std::string_view written);

}  // namespace greycache
