// Whether one of a whitelist's patterns matches.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "greycache/policy/lists/list_pattern.h"

namespace greycache {

// `lower` is the text in lower case. Those are tried whose tail() the text has, each for
// steps_of_each(), until ClientWhitelist::kMostRunaways have run away.
bool any_matches(std::span<const std::shared_ptr<const ListPattern>> patterns,
                 std::string_view text, std::string_view lower);

}  // namespace greycache
