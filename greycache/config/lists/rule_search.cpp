// Lines with a word in them, counted as Discrimination::parse() does.
#include "greycache/config/lists/rule_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "greycache/config/lists/list_file.h"
#include "greycache/policy/lists/list_text.h"
#include "greycache/policy/lists/smart_patterns.h"

namespace greycache {

namespace {

constexpr const char* kFile = "discrimination.regexp";

}  // namespace

std::optional<ListedLine> listed_rule(const std::string& conf_dir, int number) {
  ListFile file(fmt::format("{}/{}", conf_dir, kFile));
  file.refresh();
  int rules = 0;
  for (const ListLine& line : list_lines(file.content())) {
    if (!std::any_of(line.text.begin(), line.text.end(), is_word_character)) continue;
    if (++rules == number) return ListedLine{kFile, line.number, shown_line(line.text)};
  }
  return std::nullopt;
}

std::optional<std::string> rule_line(const std::string& conf_dir, int number) {
  const auto line = listed_rule(conf_dir, number);
  return line ? std::optional(line->shown()) : std::nullopt;
}

std::optional<ListedLine> listed_pattern(const std::string& conf_dir, const std::string& file) {
  ListFile list(fmt::format("{}/{}", conf_dir, file));
  list.refresh();
  const ListLine line = SmartPatterns::counting_line(list.content());
  if (line.text.empty()) return std::nullopt;
  return ListedLine{file, line.number, shown_line(line.text)};
}

}  // namespace greycache
