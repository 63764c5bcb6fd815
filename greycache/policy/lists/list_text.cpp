// The lines of an operator's list.
#include "greycache/policy/lists/list_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/characters.h"
#include "common/text.h"

namespace greycache {

namespace {

ListLine list_line(std::string_view line, int number) {
  const std::size_t hash = line.find('#');
  const std::string_view content = line.substr(0, hash);
  const bool cut =
      hash != line.npos && !content.empty() && content.back() != ' ' && content.back() != '\t';
  return {number, trimmed(content), cut};
}

}  // namespace

std::vector<ListLine> list_lines(std::string_view text, ListComplaints& complaints) {
  text = without_byte_order_mark(text);
  std::vector<ListLine> lines;
  ListAllowance allowance(ListAllowance::kMostLines, "lines");
  for (int number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    const ListLine said = list_line(line, number);
    if (!said.text.empty() && allowance.take(number)) lines.push_back(said);
    text.remove_prefix(std::min(text.size(), line.size() + 1));
  }
  allowance.tell(complaints);
  return lines;
}

std::vector<ListLine> list_lines(std::string_view text) {
  ListComplaints told_before("");
  return list_lines(text, told_before);
}

bool is_word_character(char c) {
  return is_letter_or_digit(c) || c == '_';
}

std::string_view inside_delimiters(std::string_view pattern) {
  constexpr std::string_view kFlags = "gimosx";
  if (pattern.starts_with("m/") || pattern.starts_with("qr/")) {
    pattern.remove_prefix(pattern.find('/'));
  }
  const char mark = pattern.empty() ? ' ' : pattern.front();
  if (mark != '/' && mark != '"' && mark != '\'') return {};
  const std::size_t end = pattern.find_last_not_of(kFlags);
  if (end == 0 || end == pattern.npos || pattern[end] != mark) return {};
  return pattern.substr(1, end - 1);
}

void ListComplaints::add(int line, std::string_view reason) {
  if (named_.size() == kMost) {
    ++more_;
    return;
  }
  named_.push_back(fmt::format("{}:{}: {}", file_, line, reason));
}

void ListComplaints::add_limit(int line, std::string_view reason) {
  limits_.push_back(fmt::format("{}:{}: {}", file_, line, reason));
}

std::vector<std::string> ListComplaints::sentences() const {
  std::vector<std::string> all = named_;
  if (more_ > 0) all.push_back(fmt::format("{}: {} more lines {}", file_, more_, failing_));
  all.insert(all.end(), limits_.begin(), limits_.end());
  return all;
}

bool ListAllowance::take(int line) {
  if (taken_ < most_) {
    ++taken_;
    return true;
  }
  if (left_out_ == 0) first_left_out_ = line;
  ++left_out_;
  return false;
}

void ListAllowance::tell(ListComplaints& complaints) const {
  if (left_out_ == 0) return;
  complaints.add_limit(first_left_out_,
                       fmt::format("a list holds {} {} at most; from here on {} are left out",
                                   most_, kind_, left_out_));
}

}  // namespace greycache
