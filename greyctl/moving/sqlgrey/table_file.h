// A table in a file that `mysql --batch` or `psql --csv` wrote, record by record.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "greyctl/moving/sqlgrey/table_line.h"
#include "greyctl/replay/line_input.h"

namespace greycache {

class TableFile {
 public:
  using Record = tl::expected<std::optional<TableValues>, LineTrouble>;

  // With a name that ends in ".csv" it is CSV. The error is that of LineInput::open().
  static tl::expected<TableFile, std::string> open(const std::string& path);

  // The next record; nothing at the end. Trouble is that of LineInput::next(), and a quoted value
  // that does not end within LineInput::kLongestLine: then the line in which it begins is left out,
  // and what follows is read as records of their own.
  Record next();

  // The record as it stands there, or the line that was left out, where that is known.
  const std::string& text() const { return text_; }
  // "FILE:LINE" of its last line.
  std::string place() const;

 private:
  struct Line {
    std::string text;
    long number = 0;
  };

  TableFile(LineInput input, bool csv) : input_(std::move(input)), csv_(csv) {}

  tl::expected<std::optional<Line>, LineTrouble> next_line();
  std::optional<TableValues> values_with(const Line& line);
  tl::unexpected<LineTrouble> endless(std::vector<Line> lines);

  LineInput input_;
  bool csv_;
  std::string text_;
  long number_ = 0;
  // What was read already, and comes before what the input has.
  std::deque<Line> read_again_;
  std::optional<LineTrouble> met_already_;
};

}  // namespace greycache
