// The number of a table's rows stands before them.
#include "greyctl/opt_listing.h"

#include <fmt/format.h>

#include <string_view>

namespace greycache {

ClientResult opt_listing(const std::string& choice, const AskDaemon& ask) {
  std::string text;
  std::string advice;
  for (const std::string kind : {"domain", "email"}) {
    std::string rows;
    std::size_t count = 0;
    const auto behind = each_row(choice + " page " + kind, "", ask, [&](std::string_view row) {
      rows += fmt::format("  {}\n", row);
      ++count;
      return true;
    });
    if (!behind) return behind;
    text += fmt::format("{}_{} ({})\n{}", choice, kind, count, rows);
    advice = *behind;
  }
  return text + advice;
}

}  // namespace greycache
