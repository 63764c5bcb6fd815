// One buffer of text, and where each line of it ends.
#include "common/log_lines.h"

namespace greycache {

namespace {

// What a busy daemon writes at once. A log that was stuck has far more for once.
constexpr std::size_t kMostKept = 1U << 20U;

}  // namespace

void LogLines::add(LogLevel level, std::string_view line) {
  text_ += line;
  text_ += '\n';
  lines_.push_back({text_.size(), level});
}

void LogLines::clear() {
  if (text_.capacity() > kMostKept) {
    *this = {};
    return;
  }
  text_.clear();
  lines_.clear();
}

std::string_view LogLines::line(std::size_t index) const {
  const std::size_t begin = begin_of(index);
  return std::string_view(text_).substr(begin, lines_[index].end - begin - 1);
}

std::string_view LogLines::take(std::size_t& first, std::size_t most) const {
  if (first >= lines_.size()) return {};
  const std::size_t begin = begin_of(first);
  std::size_t end = lines_[first++].end;
  while (first < lines_.size() && lines_[first].end - begin <= most) end = lines_[first++].end;
  return std::string_view(text_).substr(begin, end - begin);
}

}  // namespace greycache
