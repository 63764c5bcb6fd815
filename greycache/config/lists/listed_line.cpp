// A line of a list, for a person.
#include "greycache/config/lists/listed_line.h"

#include <fmt/format.h>

#include "common/text.h"

namespace greycache {

std::string ListedLine::shown() const {
  return fmt::format("{}:{}: {}", file, line, text);
}

std::string shown_line(std::string_view line) {
  constexpr std::size_t kLongest = 200;
  std::string text;
  for (const std::string_view part : split(line.substr(0, kLongest), '\\')) {
    if (part.data() != line.data()) text += '\\';
    text += escaped(part);
  }
  return line.size() > kLongest ? text + "..." : text;
}

}  // namespace greycache
