// Rows that move as lines of JSON, as docs/moving.md has them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include <tl/expected.hpp>

#include "greycache/moving/moved_row.h"

namespace greycache {

// What an export begins with, and how it ends, so that a file that was cut off shows.
struct ExportBegin {
  std::int64_t format = 1;

  friend bool operator==(const ExportBegin&, const ExportBegin&) = default;
};
struct ExportEnd {
  std::uint64_t rows = 0;  // between the two

  friend bool operator==(const ExportEnd&, const ExportEnd&) = default;
};
using ExportLine = std::variant<MovedRow, ExportBegin, ExportEnd>;

// An object whose member "kind" names the table, with a member for each column: names as
// percent-encoded text, times (seconds since 1970, UTC) and counters as numbers. "greycache" and
// "end" are the kinds of begin and end. Without a line end.
std::string row_line(const MovedRow& row);
std::string begin_line(const ExportBegin& begin);
std::string end_line(const ExportEnd& end);

// The other way round. Members that are not known are passed over. What makes no sense (a member
// that is missing, or that no store takes; an export of a later format) is an error, in words that
// fit a terminal.
tl::expected<ExportLine, std::string> parse_export_line(std::string_view line);

// Bytes of a line at most: four names of a fact in JSON, or an expectation's texts, and room.
inline constexpr std::size_t kLongestRowLine = std::size_t{32} << 10;

}  // namespace greycache
