// One page after another, until one is not full.
#include "greyctl/opt_listing.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace greycache {

namespace {

constexpr std::string_view kNext = "next ";
constexpr std::string_view kEnd = "end";

struct Table {
  std::string rows;
  std::size_t count = 0;
  std::string next;  // behind which row the next page begins; empty where there is none
  std::string advice;
};

std::string_view take_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  return line;
}

// False where the page does not end as one.
bool add_page(Table& table, std::string_view page) {
  table.next.clear();
  while (page.starts_with("  ")) {
    table.rows += std::string(take_line(page)) + "\n";
    ++table.count;
  }
  const std::string_view end = take_line(page);
  if (end.starts_with(kNext)) table.next = end.substr(kNext.size());
  table.advice = page;
  return !table.next.empty() || end == kEnd;
}

}  // namespace

ClientResult opt_listing(const std::string& choice,
                         const std::function<ClientResult(const std::string& command)>& ask) {
  std::string text;
  std::string advice;
  for (const std::string kind : {"domain", "email"}) {
    Table table;
    do {
      const std::string before = table.next;
      const auto page = ask(fmt::format("{} page {} {}", choice, kind, before));
      if (!page) return page;
      if (!add_page(table, *page) || (!before.empty() && table.next == before)) {
        return tl::make_unexpected("the daemon's answer makes no sense");
      }
    } while (!table.next.empty());
    text += fmt::format("{}_{} ({})\n{}", choice, kind, table.count, table.rows);
    advice = table.advice;
  }
  return text + advice;
}

}  // namespace greycache
