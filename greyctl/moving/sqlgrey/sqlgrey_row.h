// The tables of SQLgrey, and a row of one of them as it stands there.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace greycache {

enum class SqlgreyTable : std::uint8_t {
  connect,
  from_awl,
  domain_awl,
  optin_domain,
  optin_email,
  optout_domain,
  optout_email
};
inline constexpr std::array kSqlgreyTables{SqlgreyTable::connect,     SqlgreyTable::from_awl,
                                           SqlgreyTable::domain_awl,  SqlgreyTable::optin_domain,
                                           SqlgreyTable::optin_email, SqlgreyTable::optout_domain,
                                           SqlgreyTable::optout_email};

std::string_view table_name(SqlgreyTable table);
bool is_opt_table(SqlgreyTable table);

// Any column of any table; an opt table's only one is `opt_row`.
enum class SqlgreyColumn : std::uint8_t {
  sender_name,
  sender_domain,
  src,
  rcpt,
  first_seen,
  last_seen,
  opt_row
};
inline constexpr std::size_t kSqlgreyColumns = 7;

// Those of a table, in the order of SQLgrey's CREATE TABLE.
std::span<const SqlgreyColumn> columns_of(SqlgreyTable table);
// As SQL has it: "sender_name"; the `opt_row` of an opt table is "domain" or "email".
std::string_view column_name(SqlgreyTable table, SqlgreyColumn column);

// Bytes as they stand there; nothing for NULL and for what the table does not have. A time is
// seconds since 1970, or a date and time.
class SqlgreyRow {
 public:
  std::optional<std::string>& operator[](SqlgreyColumn column) {
    return values_[static_cast<std::size_t>(column)];
  }
  const std::optional<std::string>& operator[](SqlgreyColumn column) const {
    return values_[static_cast<std::size_t>(column)];
  }
  // For messages: the values with a bar between them, unescaped.
  std::string text(SqlgreyTable table) const;

 private:
  std::array<std::optional<std::string>, kSqlgreyColumns> values_;
};

}  // namespace greycache
