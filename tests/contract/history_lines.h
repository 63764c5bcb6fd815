// Rows of the history as a store takes them.
#pragma once

#include <vector>

#include "greycache/history/history_line.h"

namespace greycache {

inline std::vector<HistoryLine> lines_of(const std::vector<HistoryRow>& rows) {
  std::vector<HistoryLine> lines;
  for (const HistoryRow& row : rows) lines.push_back(history_line_of(row));
  return lines;
}

}  // namespace greycache
