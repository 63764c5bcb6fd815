// A stranger's list against what it may do here.
#include "greyctl/lists/list_judgement.h"

#include <fmt/format.h>

#include <utility>

#include "common/text.h"
#include "greycache/config/lists/wide_entries.h"

namespace greycache {

namespace {

// What one line of it takes in that no list should; empty where it is good.
std::string excess_in(const FetchedList& list, std::string_view line) {
  static const SuffixList kSuffixes = SuffixList::built_in();
  if (list.parse == nullptr) return excess_of_pattern(line);
  ListComplaints told_before("");
  return excess_of(list.parse(line, told_before), ListWriter::stranger, kSuffixes);
}

// How much a list says.
std::size_t size_of(const FetchedList& list, const std::vector<ListLine>& said) {
  if (list.parse != nullptr) return said.size();
  return said.empty() ? 0 : said.front().text.size();
}

// What is no list at all; empty where it may be one.
std::string_view nature_of(std::string_view fetched) {
  if (fetched.find('\0') != fetched.npos) return "is no text";
  if (trimmed(without_byte_order_mark(fetched)).starts_with('<')) return "is a page of HTML";
  return {};
}

}  // namespace

std::vector<std::string> faults_of(const FetchedList& list, std::string_view before,
                                   std::string_view fetched) {
  const auto one = [&](std::string_view what) {
    return std::vector{fmt::format("{}: what was fetched {}", list.name, what)};
  };
  if (const auto nature = nature_of(fetched); !nature.empty()) return one(nature);
  const auto said = list.said(fetched);
  if (said.empty()) return one("says nothing");
  std::vector<std::string> faults = list.complaints(fetched);
  for (std::string& sentence :
       wide_lines(list.name, said, [&](auto line) { return excess_in(list, line); })) {
    faults.push_back(std::move(sentence));
  }
  const std::size_t old_size = size_of(list, list.said(before));
  const std::size_t size = size_of(list, said);
  if (size * 3 < old_size * 2) {
    faults.push_back(fmt::format("{}: has shrunk by more than a third, from {} {} to {}", list.name,
                                 old_size, list.parse != nullptr ? "entries" : "bytes", size));
  }
  return faults;
}

}  // namespace greycache
