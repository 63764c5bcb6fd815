// A row of a table as `mysql --batch` and `psql --csv` write it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace greycache {

using TableValues = std::vector<std::optional<std::string>>;

// A line of mysql --batch: values between tabs, in which \t, \n, \0 and \\ stand for a tab, an end
// of line, a NUL and a backslash. NULL is nothing.
TableValues batch_values(std::string_view line);

// A record of CSV (RFC 4180), perhaps of several lines, with CR LF at their ends or LF. Nothing
// where a quoted value does not end in it: the next line belongs to it. NULL and an empty text
// look the same there: empty.
std::optional<TableValues> csv_values(std::string_view record);

}  // namespace greycache
