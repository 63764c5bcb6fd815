// A page is rows, then "next" and where the next one begins, or "end".
#include "greyctl/paged_rows.h"

#include <algorithm>

namespace greycache {

namespace {

constexpr std::string_view kNext = "next ";
constexpr std::string_view kEnd = "end";

std::string_view take_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  return line;
}

}  // namespace

ClientResult each_row(const std::string& command, const std::string& first, const AskDaemon& ask,
                      const std::function<bool(std::string_view row)>& row) {
  std::string next = first;
  while (true) {
    const auto page = ask(command + " " + next);
    if (!page) return page;
    std::string_view left = *page;
    while (left.starts_with("  ")) {
      if (!row(take_line(left).substr(2))) return std::string();
    }
    const std::string_view end = take_line(left);
    if (end == kEnd) return std::string(left);
    const bool goes_on = end.starts_with(kNext) && end.substr(kNext.size()) != next;
    if (!goes_on) return tl::make_unexpected("the daemon's answer makes no sense");
    next = end.substr(kNext.size());
  }
}

ClientResult listing_text(const std::string& command, const std::string& first,
                          const AskDaemon& ask, const std::string& none) {
  std::string text;
  const auto behind = each_row(command, first, ask, [&](std::string_view row) {
    (text += row) += '\n';
    return true;
  });
  if (!behind) return behind;
  return text.empty() ? none : text;
}

ClientResult listing_json(const std::string& command, const std::string& first,
                          const AskDaemon& ask) {
  std::string text;
  const auto behind = each_row(command, first, ask, [&](std::string_view row) {
    (text += text.empty() ? "\n  " : ",\n  ").append(row);
    return true;
  });
  if (!behind) return behind;
  return "[" + text + (text.empty() ? "]\n" : "\n]\n");
}

}  // namespace greycache
