// Log lines that wait to be written, one after another in one buffer.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/log_level.h"

namespace greycache {

class LogLines {
 public:
  void add(LogLevel level, std::string_view line);
  // The buffer is kept for further lines, unless it is large.
  void clear();

  bool empty() const { return lines_.empty(); }
  std::size_t size() const { return lines_.size(); }
  // Of all lines, a newline each included.
  std::size_t bytes() const { return text_.size(); }

  LogLevel level(std::size_t index) const { return lines_[index].level; }
  // Without a newline.
  std::string_view line(std::size_t index) const;
  // As many lines from `first` on as have at most `most` bytes, but at least one, a newline after
  // each; nothing where there is no line `first`. `first` becomes the line behind them.
  std::string_view take(std::size_t& first, std::size_t most) const;

 private:
  struct Line {
    std::size_t end;  // behind its newline, in text_
    LogLevel level;
  };

  std::size_t begin_of(std::size_t index) const { return index == 0 ? 0 : lines_[index - 1].end; }

  std::string text_;
  std::vector<Line> lines_;
};

}  // namespace greycache
