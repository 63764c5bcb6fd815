// Commands about expectations, and their pages.
#include "greyctl/expectation_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string_view>

#include "common/duration.h"
#include "common/text.h"
#include "greycache/policy/expectation/expectation.h"

namespace greycache {

namespace {

constexpr std::string_view kNext = "next ";
constexpr std::string_view kEnd = "end";

std::string_view take_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  return line;
}

// The rows of a page, and behind which names the next one begins ("" where there is none). False
// where it does not end as a page.
bool take_page(std::string_view page, std::vector<std::string>& rows, std::string& next) {
  next.clear();
  while (page.starts_with("  ")) rows.emplace_back(take_line(page).substr(2));
  const std::string_view end = take_line(page);
  if (end.starts_with(kNext)) next = end.substr(kNext.size());
  return !next.empty() || end == kEnd;
}

std::string listing_text(const std::vector<std::string>& rows) {
  std::string text;
  for (const std::string& row : rows) text += row + "\n";
  return text.empty() ? "nothing is expected\n" : text;
}

std::string listing_json(const std::vector<std::string>& rows) {
  std::string text;
  for (const std::string& row : rows) text += (text.empty() ? "\n  " : ",\n  ") + row;
  return "[" + text + (text.empty() ? "]\n" : "\n]\n");
}

}  // namespace

ClientResult expect_command(const ExpectOptions& options) {
  if (trimmed(options.recipient).empty()) {
    return tl::make_unexpected(
        "expect needs a RECIPIENT (bob@customer.example, @customer.example), or --list");
  }
  if (options.from && trimmed(*options.from).empty()) {
    return tl::make_unexpected(
        "--from is empty: write the sender ('<>' for the null sender), or leave it out for "
        "anybody");
  }
  const std::string names =
      percent_encoded(options.recipient) + " " + percent_encoded(options.from.value_or(""));
  if (options.remove) return "expect remove " + names;
  const auto span = parse_duration(options.span, std::chrono::minutes(1));
  if (!span || *span < std::chrono::seconds(1) ||
      *span > std::chrono::seconds(kLongestExpectation)) {
    return tl::make_unexpected(fmt::format(
        "'{}' is no span of time from 1s to 366d; write 30m, 1h, 2d", escaped(options.span, 40)));
  }
  return fmt::format("expect add {} {} {}", names, percent_encoded(options.span),
                     percent_encoded(options.why));
}

std::string release_command(const std::vector<std::string>& words) {
  std::string command = "release";
  for (const std::string& word : words) command += " " + percent_encoded(word);
  return command;
}

ClientResult expectation_listing(bool json,
                                 const std::function<ClientResult(const std::string& line)>& ask) {
  std::vector<std::string> rows;
  std::string next = " ";
  while (!next.empty()) {
    const std::string before = next;
    const auto page = ask(fmt::format("expect {} {}", json ? "list-json" : "list", before));
    if (!page) return page;
    if (!take_page(*page, rows, next) || next == before) {
      return tl::make_unexpected("the daemon's answer makes no sense");
    }
  }
  return json ? listing_json(rows) : listing_text(rows);
}

}  // namespace greycache
