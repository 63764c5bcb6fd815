// The names of a row that a search asks for as a whole.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "greycache/history/history_line.h"
#include "greycache/history/history_query.h"

namespace greycache {

// Of each party its domain, too, with the "@" before. Empty where the row has none.
std::array<std::string_view, 9> names_in(const HistoryTexts& texts);

// One of these must be among the names of a row that is wanted.
using WantedNames = std::vector<std::string_view>;
// All that a query tells of the names, but for its references; views into it.
std::vector<WantedNames> wanted_names(const HistoryQuery& query);

}  // namespace greycache
