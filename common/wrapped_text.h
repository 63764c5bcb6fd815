// Prose in lines of a width.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace greycache {

// Each line begins with `margin` and holds as many words as fit `width` bytes, the margin included;
// a longer word has a line of its own. Every line ends in LF.
std::string wrapped_text(std::string_view text, std::string_view margin, std::size_t width);

}  // namespace greycache
