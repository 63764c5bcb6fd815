// By counting lines.
#include "greycache/panel/text_difference.h"

#include <map>

#include "common/text.h"

namespace greycache {

namespace {

using Counts = std::map<std::string_view, int>;

Counts counts_of(std::string_view text) {
  Counts counts;
  for (const std::string_view line : split(text, '\n')) ++counts[line];
  return counts;
}

void add_missing(std::string_view text, Counts others, char sign, std::string& difference) {
  for (const std::string_view line : split(text, '\n')) {
    const auto other = others.find(line);
    if (other != others.end() && other->second-- > 0) continue;
    if (trimmed(line).empty()) continue;
    difference.append(1, sign).append(line).append(1, '\n');
  }
}

}  // namespace

std::string text_difference(std::string_view before, std::string_view after, std::size_t most) {
  std::string difference;
  add_missing(before, counts_of(after), '-', difference);
  add_missing(after, counts_of(before), '+', difference);
  if (difference.size() <= most) return difference;
  return difference.substr(0, difference.rfind('\n', most)) + "\n...\n";
}

}  // namespace greycache
