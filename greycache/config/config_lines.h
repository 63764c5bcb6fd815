// The syntax of the configuration file: SQLgrey's lines "key = value # comment".
#pragma once

#include <string_view>
#include <vector>

namespace greycache {

struct ConfigLine {
  int number = 0;  // from 1
  std::string_view key{};
  std::string_view value{};  // empty where the line has no '='
  bool has_equals = false;
  // A '#' stood right behind a character of the value, so that perhaps a password was cut off.
  bool cut_inside_word = false;
};

// The lines that hold a key. What follows '#' is a comment (there is no way to escape one), both
// ends of key and value are trimmed; a line's first '=' parts them. A byte order mark is left out.
// The views live as long as `text`.
std::vector<ConfigLine> config_lines(std::string_view text);

}  // namespace greycache
