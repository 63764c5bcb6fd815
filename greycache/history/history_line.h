// A row of the history on its way into a store: its texts are one.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "greycache/history/history_row.h"

namespace greycache {

// One piece of memory a row, which is made, handed over and written as it is.
struct HistoryLine {
  UnixTime at = 0;     // as in HistoryRow
  UnixTime delay = 0;  // the same
  std::string texts;   // those of kHistoryColumns in their order, with tabs between, which none has
};

inline constexpr char kBetweenTexts = '\t';

HistoryLine history_line_of(const HistoryRow& row);

// The texts, one by one: views into `joined`.
using HistoryTexts = std::array<std::string_view, kHistoryColumns.size()>;
// Nothing where they are not as many as there are columns.
std::optional<HistoryTexts> history_texts(std::string_view joined);
std::optional<HistoryRow> history_row_of(UnixTime at, UnixTime delay, std::string_view joined);

// Bytes that it takes in memory.
inline std::size_t history_bytes(const HistoryLine& line) {
  return sizeof line + line.texts.size();
}

}  // namespace greycache
