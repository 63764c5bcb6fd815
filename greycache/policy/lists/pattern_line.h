// A pattern between slashes, as a line of a whitelist has it.
#pragma once

#include <memory>
#include <string_view>

#include "greycache/policy/lists/list_pattern.h"
#include "greycache/policy/lists/list_text.h"

namespace greycache {

// The text between the first slash and the one at the end; empty where a line is not so, or has a
// blank there. What stands before the first slash is ignored, as in SQLgrey.
std::string_view slashed_pattern(std::string_view line);

// Compiled without regard to case; nullptr, with a complaint, where it is no regular expression.
std::shared_ptr<const ListPattern> compiled_pattern(int line, std::string_view pattern,
                                                    ListComplaints& complaints);

}  // namespace greycache
