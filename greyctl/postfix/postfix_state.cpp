// Reads what postconf(1) prints.
#include "greyctl/postfix/postfix_state.h"

#include "common/text.h"

namespace greycache {

std::string PostfixState::service() const {
  const std::string beginning = std::string(kServiceName) + " unix ";
  for (const std::string& line : services) {
    std::string fields = with_single_blanks(line);
    if (fields.starts_with(beginning)) return fields;
  }
  return {};
}

std::string PostfixState::value(std::string_view name) const {
  const auto found = set.find(name);
  return found == set.end() ? "" : found->second;
}

std::map<std::string, std::string, std::less<>> parse_parameters(std::string_view text) {
  std::map<std::string, std::string, std::less<>> parameters;
  for (const std::string_view line : split(text, '\n')) {
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    parameters[std::string(trimmed(line.substr(0, equals)))] = trimmed(line.substr(equals + 1));
  }
  return parameters;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  for (const std::string_view line : split(text, '\n')) {
    if (!trimmed(line).empty()) lines.emplace_back(trimmed(line));
  }
  return lines;
}

std::string with_single_blanks(std::string_view line) {
  std::string text;
  for (const char c : trimmed(line)) {
    const bool blank = c == ' ' || c == '\t';
    if (!blank) text += c;
    if (blank && !text.ends_with(' ')) text += ' ';
  }
  return text;
}

}  // namespace greycache
