// What two texts do not share, line by line.
#pragma once

#include <string>
#include <string_view>

namespace greycache {

// "-LINE" for each line that is gone, "+LINE" for each that is new, in the order of their texts; a
// line that has only moved is in neither. Cut at `most` bytes.
std::string text_difference(std::string_view before, std::string_view after,
                            std::size_t most = 8000);

}  // namespace greycache
