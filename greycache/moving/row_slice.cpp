// Finds the empty line.
#include "greycache/moving/row_slice.h"

#include <algorithm>

namespace greycache {

// Behind the last line's end; npos where the empty line is not there yet.
std::size_t RowSlice::end() const {
  if (text_.starts_with('\n')) return 0;
  const std::size_t found = text_.find("\n\n");
  return found == std::string::npos ? found : found + 1;
}

bool RowSlice::add(std::string_view bytes) {
  text_ += bytes;
  const std::size_t size = std::min(end(), text_.size());
  return size <= kMostBytes &&
         std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(size), '\n') <=
             static_cast<std::ptrdiff_t>(kMostLines);
}

std::optional<std::vector<std::string_view>> RowSlice::lines() const {
  const std::size_t size = end();
  if (size == std::string::npos) return std::nullopt;
  std::vector<std::string_view> lines;
  std::string_view text = std::string_view(text_).substr(0, size);
  while (!text.empty()) {
    const std::size_t line = text.find('\n');
    lines.push_back(text.substr(0, line));
    text.remove_prefix(line + 1);
  }
  return lines;
}

void RowSlice::next() {
  text_.erase(0, end() + 1);
}

}  // namespace greycache
