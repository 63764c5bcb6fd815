// The link in a deferral: where its sender reads on.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace greycache {

// Postfix gives a sender 510 bytes of a reply: this much is left beside the longest recipient.
inline constexpr std::size_t kLongestReplyUrl = 120;

// "https://help.example/?ref=%r" with "%r" as the reference and "%%" as "%".
std::string url_for(std::string_view pattern, std::string_view reference);

// What is wrong with a pattern and what would be right, empty where it is good. An empty one is
// good. Good is http:// or https:// and printable ASCII without blanks, quotes, brackets and
// backslashes; a '%' only in "%r" and "%%"; at most kLongestReplyUrl bytes with the reference.
std::string fault_of_reply_url(std::string_view pattern);

}  // namespace greycache
