// Lines with a word in them, counted as Discrimination::parse() does.
#include "greycache/config/lists/rule_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "common/text.h"
#include "greycache/config/lists/list_file.h"
#include "greycache/policy/lists/list_text.h"

namespace greycache {

namespace {

constexpr std::string_view kFile = "discrimination.regexp";

}  // namespace

std::optional<std::string> rule_line(const std::string& conf_dir, int number) {
  ListFile file(fmt::format("{}/{}", conf_dir, kFile));
  file.refresh();
  int rules = 0;
  for (const ListLine& line : list_lines(file.content())) {
    if (!std::any_of(line.text.begin(), line.text.end(), is_word_character)) continue;
    if (++rules == number) {
      return fmt::format("{}:{}: {}", kFile, line.number, escaped(line.text));
    }
  }
  return std::nullopt;
}

}  // namespace greycache
