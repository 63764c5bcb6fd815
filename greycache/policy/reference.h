// The reference by which a person names a mail that waits.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "greycache/policy/keys.h"

namespace greycache {

// Digits and capitals that nobody confuses when they are read aloud or typed: without 0 O 1 I L U.
inline constexpr std::string_view kReferenceLetters = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
inline constexpr std::size_t kReferenceLength = 8;

// The same for each attempt of one sender to one recipient from one source, on every host and after
// every restart. `widest_source` is what all machines share that may send the mail: the client's
// organisation where it has one, else its source. Two mails may have the same: one in 650 thousand
// million has any given one.
std::string reference_of(std::string_view widest_source, const Keys& keys);

// As a person writes it: in any case, with blanks around it or within, or dashes, "ref" or "ref:"
// or "ref=" before it, perhaps in brackets, with the end of a sentence behind. Nothing where it is
// none.
std::optional<std::string> parse_reference(std::string_view written);

}  // namespace greycache
