// The first byte of a line says what becomes of it.
#include "greyweb/panel/difference.h"

#include "common/text.h"
#include "greyweb/page/words.h"

namespace greycache::web {

Json difference_view(std::string_view text) {
  Json lines = Json::array();
  while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  if (text.empty()) return lines;
  for (const std::string_view line : split(text, '\n')) {
    const char first = line.empty() ? ' ' : line.front();
    const char* const css_class = first == '+' ? "added" : first == '-' ? "removed" : "";
    lines.push_back({{"line", shown_words(line, " ")}, {"class", css_class}});
  }
  return lines;
}

Json news_view(std::string_view text) {
  Json news = Json::array();
  for (const std::string_view line : split(text, '\n')) {
    if (trimmed(line).empty()) continue;
    news.push_back({{"row", "reload"}, {"error", shown_sentence(trimmed(line))}});
  }
  return news;
}

std::string form_text(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    if (c != '\r') plain += c;
  }
  if (!plain.empty() && plain.back() != '\n') plain += '\n';
  return plain;
}

}  // namespace greycache::web
