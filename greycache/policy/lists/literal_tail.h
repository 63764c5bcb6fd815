// What every text must end with that a pattern matches, as far as the pattern shows it.
#pragma once

#include <string>
#include <string_view>

namespace greycache {

// ".google.com" of "^mail-[a-z]+\.google\.com$", in lower case: a text that does not end so,
// whatever its case, is not matched, which is cheaper to see than to match. Empty where the pattern
// (Perl's) does not end so simply, as without "$", with alternatives at the top, or with options. A
// text holds no newline (of "$" Perl has it that one may follow).
std::string literal_tail(std::string_view pattern);

}  // namespace greycache
