// Counts with the names of their tables.
#include "greyctl/moving/row_counts.h"

#include <fmt/format.h>

#include <numeric>

namespace greycache {

std::uint64_t RowCounts::all() const {
  return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
}

std::string RowCounts::text() const {
  if (all() == 0) return "no rows";
  std::string text = fmt::format("{} rows", all());
  std::string_view before = ": ";
  for (std::size_t i = 0; i < kMovedKinds; ++i) {
    if (counts_[i] == 0) continue;
    text += fmt::format("{}{} {}", before, moved_kind_name(static_cast<MovedKind>(i)), counts_[i]);
    before = ", ";
  }
  return text;
}

}  // namespace greycache
