// The words of a command, as they were meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace greycache {

// Percent-encoded words with one blank between two; there is one at least, and each may be empty.
std::vector<std::string> decoded_words(std::string_view text);

}  // namespace greycache
