// Lines are joined as long as a quoted value goes on.
#include "greyctl/moving/sqlgrey/table_file.h"

#include <fmt/format.h>
#include <sysexits.h>

#include <iterator>

namespace greycache {

tl::expected<TableFile, std::string> TableFile::open(const std::string& path) {
  auto input = LineInput::open(path, [](int) { return true; });
  if (!input) return tl::make_unexpected(input.error());
  return TableFile(std::move(*input), path.ends_with(".csv"));
}

TableFile::Record TableFile::next() {
  text_.clear();
  std::vector<Line> lines;
  while (true) {
    auto line = next_line();
    if (lines.empty() && !line) return tl::make_unexpected(line.error());
    if (lines.empty() && !*line) return std::nullopt;
    if (!line) met_already_ = line.error();
    if (!line || !*line) return endless(std::move(lines));
    lines.push_back(std::move(**line));
    if (auto values = values_with(lines.back())) return values;
    if (text_.size() > LineInput::kLongestLine) return endless(std::move(lines));
  }
}

tl::expected<std::optional<TableFile::Line>, LineTrouble> TableFile::next_line() {
  if (!read_again_.empty()) {
    Line line = std::move(read_again_.front());
    read_again_.pop_front();
    return line;
  }
  if (met_already_) return tl::make_unexpected(*std::exchange(met_already_, std::nullopt));
  const auto line = input_.next();
  if (!line) return tl::make_unexpected(line.error());
  if (!*line) return std::nullopt;
  return Line{std::string(**line), input_.line_number()};
}

// Of the record as far as it goes with this line; nothing where it goes on.
std::optional<TableValues> TableFile::values_with(const Line& line) {
  const bool first = text_.empty();
  number_ = line.number;
  text_ += (first ? "" : "\n") + line.text;
  if (!csv_) return batch_values(text_);
  // Another look at all of it is worth the time only where a value may end.
  if (!first && line.text.find('"') == std::string::npos) return std::nullopt;
  return csv_values(text_);
}

tl::unexpected<LineTrouble> TableFile::endless(std::vector<Line> lines) {
  text_ = std::move(lines.front().text);
  number_ = lines.front().number;
  read_again_.insert(read_again_.begin(), std::make_move_iterator(lines.begin() + 1),
                     std::make_move_iterator(lines.end()));
  return tl::make_unexpected(
      LineTrouble{place() + ": a quoted value does not end", EX_DATAERR, true});
}

std::string TableFile::place() const {
  return fmt::format("{}:{}", input_.name(), number_);
}

}  // namespace greycache
