// The daemon gives all rows; the pattern is looked for here.
#include "greyctl/opt_rows.h"

#include <fnmatch.h>

#include <vector>

#include "common/json_object.h"
#include "common/text.h"

namespace greycache {

namespace {

// What fnmatch(3) takes for special besides is only itself here.
std::string shell_pattern(const std::string& pattern) {
  std::string text = lower_ascii(pattern);
  if (text.find_first_of("*?") == std::string::npos) text = "*" + text + "*";
  std::string quoted;
  for (const char c : text) {
    if (c == '[' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted;
}

std::string joined(const std::vector<std::string>& rows, bool json) {
  if (json) return json_list(rows) + "\n";
  std::string text;
  for (const std::string& row : rows) text += row + "\n";
  return text;
}

}  // namespace

tl::expected<FoundOptRows, std::string> find_opt_rows(const std::string& choice,
                                                      const std::string& pattern, bool json,
                                                      const AskDaemon& ask) {
  const std::string wanted = shell_pattern(pattern);
  std::vector<std::string> rows;
  for (const std::string kind : {"domain", "email"}) {
    const std::string table = choice + "_" + kind;
    const auto read = each_row(choice + " page " + kind, "", ask, [&](std::string_view shown) {
      const std::string row(shown);
      if (fnmatch(wanted.c_str(), row.c_str(), 0) != 0) return true;
      rows.push_back(json ? JsonObject().add_text("table", table).add_text("row", row).text()
                          : table + " " + row);
      return true;
    });
    if (!read) return tl::make_unexpected(read.error());
  }
  return FoundOptRows{joined(rows, json), !rows.empty()};
}

}  // namespace greycache
