// What a command answers that cannot be done.
#pragma once

#include <string>
#include <string_view>

namespace greycache {

// A sentence about what is in the way.
std::string error_answer(std::string_view sentence);
// The same about what was written: a line behind it says so, and greyctl ends as with any command
// line that is wrong.
std::string usage_answer(std::string_view sentence);

}  // namespace greycache
