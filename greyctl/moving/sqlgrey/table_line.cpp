// Values of a line, with what is escaped or quoted in them put back.
#include "greyctl/moving/sqlgrey/table_line.h"

#include <algorithm>

#include "common/text.h"

namespace greycache {

namespace {

char unescaped(char c) {
  if (c == 't') return '\t';
  if (c == 'n') return '\n';
  return c == '0' ? '\0' : c;
}

std::string without_escapes(std::string_view written) {
  std::string value;
  for (std::size_t i = 0; i < written.size(); ++i) {
    const bool escape = written[i] == '\\' && i + 1 < written.size();
    value += escape ? unescaped(written[++i]) : written[i];
  }
  return value;
}

// Takes a value in quotes; false where it does not end.
bool take_quoted(std::string_view& rest, std::string& value) {
  rest.remove_prefix(1);
  while (true) {
    const std::size_t quote = rest.find('"');
    value += rest.substr(0, quote);
    if (quote == rest.npos) return false;
    rest.remove_prefix(quote + 1);
    if (!rest.starts_with('"')) return true;
    value += '"';
    rest.remove_prefix(1);
  }
}

std::string take_plain(std::string_view& rest) {
  std::string value(rest.substr(0, rest.find(',')));
  rest.remove_prefix(value.size());
  return value;
}

}  // namespace

TableValues batch_values(std::string_view line) {
  // Of a file that came by way of Windows.
  if (line.ends_with('\r')) line.remove_suffix(1);
  TableValues values;
  for (const std::string_view written : split(line, '\t')) {
    if (written == "NULL") {
      values.emplace_back();
    } else {
      values.emplace_back(without_escapes(written));
    }
  }
  return values;
}

std::optional<TableValues> csv_values(std::string_view record) {
  if (record.ends_with('\r')) record.remove_suffix(1);
  TableValues values;
  while (true) {
    std::string value;
    if (record.starts_with('"') && !take_quoted(record, value)) return std::nullopt;
    // What stands behind a closing quote, where nothing should.
    value += take_plain(record);
    values.emplace_back(std::move(value));
    if (record.empty()) return values;
    record.remove_prefix(1);
  }
}

}  // namespace greycache
