// The lines of an operator's list.
#include "greycache/policy/list_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/text.h"

namespace greycache {

namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

}  // namespace

std::vector<ListLine> list_lines(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::vector<ListLine> lines;
  for (int number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    const std::string_view said = trimmed(line.substr(0, line.find('#')));
    if (!said.empty()) lines.push_back({number, said});
    text.remove_prefix(std::min(text.size(), line.size() + 1));
  }
  return lines;
}

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

void ListComplaints::add(int line, std::string_view reason) {
  if (named_.size() == kMost) {
    ++more_;
    return;
  }
  named_.push_back(fmt::format("{}:{}: {}", file_, line, reason));
}

std::vector<std::string> ListComplaints::sentences() const {
  std::vector<std::string> all = named_;
  if (more_ > 0) all.push_back(fmt::format("{}: {} more lines are wrong", file_, more_));
  return all;
}

}  // namespace greycache
