// Two sets of lines.
#include "greyctl/lists/list_difference.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <vector>

#include "greycache/config/lists/listed_line.h"

namespace greycache {

namespace {

using Entries = std::vector<std::string_view>;

Entries entries_of(const FetchedList& list, std::string_view text) {
  Entries entries;
  for (const ListLine& line : list.said(text)) entries.push_back(line.text);
  std::sort(entries.begin(), entries.end());
  entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
  return entries;
}

Entries without(const Entries& entries, const Entries& others) {
  Entries left;
  std::set_difference(entries.begin(), entries.end(), others.begin(), others.end(),
                      std::back_inserter(left));
  return left;
}

void add_lines(const Entries& entries, char sign, std::string& text) {
  const std::size_t shown = std::min(entries.size(), kMostShown);
  for (std::size_t i = 0; i < shown; ++i) {
    text += fmt::format("    {} {}\n", sign, shown_line(entries[i]));
  }
  if (entries.size() > shown) {
    text += fmt::format("    {} ... and {} others\n", sign, entries.size() - shown);
  }
}

}  // namespace

std::string difference_text(const FetchedList& list, std::string_view before,
                            std::string_view after) {
  const Entries old_entries = entries_of(list, before);
  const Entries new_entries = entries_of(list, after);
  const Entries more = without(new_entries, old_entries);
  const Entries less = without(old_entries, new_entries);
  if (more.empty() && less.empty()) return "only comments, or the order of lines\n";
  std::string text = fmt::format("{} more, {} less\n", more.size(), less.size());
  add_lines(less, '-', text);
  add_lines(more, '+', text);
  return text;
}

}  // namespace greycache
