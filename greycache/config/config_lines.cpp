// Splits the configuration file into keys and values.
#include "greycache/config/config_lines.h"

#include "common/text.h"

namespace greycache {

namespace {

ConfigLine parsed_line(std::string_view line, int number) {
  ConfigLine parsed{.number = number};
  const std::size_t hash = line.find('#');
  const std::string_view content = line.substr(0, hash);
  parsed.cut_inside_word =
      hash != line.npos && hash > 0 && content.back() != ' ' && content.back() != '\t';
  const std::size_t equals = content.find('=');
  parsed.has_equals = equals != content.npos;
  parsed.key = trimmed(content.substr(0, equals));
  if (parsed.has_equals) parsed.value = trimmed(content.substr(equals + 1));
  return parsed;
}

}  // namespace

std::vector<ConfigLine> config_lines(std::string_view text) {
  std::vector<ConfigLine> lines;
  int number = 0;
  for (const std::string_view line : split(without_byte_order_mark(text), '\n')) {
    ConfigLine parsed = parsed_line(line, ++number);
    if (!parsed.key.empty() || parsed.has_equals) lines.push_back(parsed);
  }
  return lines;
}

}  // namespace greycache
