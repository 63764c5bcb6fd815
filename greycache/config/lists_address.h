// Where lists are fetched from, as whitelists_host names it.
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace greycache {

// The URL that the name of a list is put behind: "https://lists.example.org/greycache/". A host
// alone, as SQLgrey has it, is asked by https; http only where it is written so. The error says
// what is wrong and what would be right, and repeats nothing that may be a password.
tl::expected<std::string, std::string> parse_lists_address(std::string_view text);

}  // namespace greycache
