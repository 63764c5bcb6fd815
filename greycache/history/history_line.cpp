// Texts joined, and taken apart.
#include "greycache/history/history_line.h"

namespace greycache {

HistoryLine history_line_of(const HistoryRow& row) {
  HistoryLine line{row.at, row.delay, {}};
  for (const HistoryColumn& column : kHistoryColumns) {
    if (&column != &kHistoryColumns.front()) line.texts += kBetweenTexts;
    line.texts += row.*column.text;
  }
  return line;
}

std::optional<HistoryTexts> history_texts(std::string_view joined) {
  HistoryTexts texts;
  for (std::string_view& text : texts) {
    const std::size_t end = joined.find(kBetweenTexts);
    if ((end == joined.npos) != (&text == &texts.back())) return std::nullopt;
    text = joined.substr(0, end);
    joined.remove_prefix(&text == &texts.back() ? joined.size() : end + 1);
  }
  return texts;
}

std::optional<HistoryRow> history_row_of(UnixTime at, UnixTime delay, std::string_view joined) {
  const auto texts = history_texts(joined);
  if (!texts) return std::nullopt;
  HistoryRow row;
  row.at = at;
  row.delay = delay;
  for (std::size_t i = 0; i < texts->size(); ++i) row.*kHistoryColumns[i].text = (*texts)[i];
  return row;
}

}  // namespace greycache
