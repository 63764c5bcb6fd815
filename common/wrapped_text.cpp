// Word by word.
#include "common/wrapped_text.h"

#include "common/text.h"

namespace greycache {

std::string wrapped_text(std::string_view text, std::string_view margin, std::size_t width) {
  std::string lines;
  std::string line(margin);
  for (const std::string_view word : split(text, ' ')) {
    const bool first = line.size() == margin.size();
    if (!first && line.size() + 1 + word.size() > width) {
      lines += line + "\n";
      line = margin;
    }
    if (line.size() != margin.size()) line += " ";
    line += word;
  }
  return lines + line + "\n";
}

}  // namespace greycache
