// What another text of a list would change, for whoever has to agree.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "greyctl/lists/fetched_list.h"

namespace greycache {

// Lines of each sign that are shown; the others are counted.
inline constexpr std::size_t kMostShown = 50;

// "2 more, 1 less" and a line for each, "    + 192.0.2.0/24" and "    - ...", fit for a
// terminal; "only comments, ..." where no entry differs. Where a line stands does not count.
std::string difference_text(const FetchedList& list, std::string_view before,
                            std::string_view after);

}  // namespace greycache
