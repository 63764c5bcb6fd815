// What an administrator needs of a message of libpq's.
#include "greycache/postgres/libpq_message.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "common/text.h"

namespace greycache {

namespace {

constexpr std::size_t kLongest = 500;

// Advice is indented.
bool is_useful(std::string_view line) {
  return !trimmed(line).empty() && !line.starts_with('\t') && !line.starts_with("LOCATION:");
}

}  // namespace

std::string useful_lines(const char* message) {
  std::vector<std::string_view> lines;
  std::string text;
  for (const std::string_view line : split(message == nullptr ? "" : message, '\n')) {
    if (!is_useful(line) || std::ranges::find(lines, line) != lines.end()) continue;
    lines.push_back(line);
    if (!text.empty()) text += "; ";
    text += trimmed(line);
  }
  return escaped(text, kLongest);
}

}  // namespace greycache
