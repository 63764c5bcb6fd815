// One SELECT a table, without a buffer here.
#include "greyctl/moving/sqlgrey/mysql_tables.h"

#include <fmt/format.h>

#include "common/text.h"

namespace greycache {

namespace {

// Seconds since 1970, whatever the session's zone; 0 is MySQL's word for a date that was none.
std::string select_of(SqlgreyTable table) {
  std::string columns;
  for (const SqlgreyColumn column : columns_of(table)) {
    const std::string_view name = column_name(table, column);
    const bool time = column == SqlgreyColumn::first_seen || column == SqlgreyColumn::last_seen;
    columns += columns.empty() ? "" : ", ";
    columns += time ? fmt::format("nullif(floor(unix_timestamp({})), 0)", name) : name;
  }
  return fmt::format("select sql_buffer_result {} from {}", columns, table_name(table));
}

}  // namespace

tl::expected<MysqlTables, std::string> MysqlTables::open(const MysqlAddress& address) {
  auto connection = MysqlConnection::open(address);
  if (!connection) return tl::make_unexpected(connection.error());
  return MysqlTables(std::move(*connection), "MySQL database " + escaped(address.database));
}

std::string MysqlTables::name() const {
  return name_;
}

tl::expected<bool, std::string> MysqlTables::has(SqlgreyTable table) {
  bool there = false;
  const auto asked = connection_.each(
      fmt::format("select 1 from information_schema.tables where table_schema = database() and "
                  "table_name = '{}'",
                  table_name(table)),
      [&](MysqlConnection::Values) -> tl::expected<void, std::string> {
        there = true;
        return {};
      });
  if (!asked) return tl::make_unexpected(asked.error());
  return there;
}

tl::expected<bool, MovingError> MysqlTables::each(SqlgreyTable table, const RowCallback& row) {
  auto there = has(table);
  if (!there) return tl::make_unexpected(there.error());
  if (!*there) return false;
  const auto read = connection_.each(
      select_of(table), [&](MysqlConnection::Values values) -> tl::expected<void, std::string> {
        SqlgreyRow found;
        std::size_t at = 0;
        for (const SqlgreyColumn column : columns_of(table)) {
          if (const auto& value = values[at++]; value) found[column] = std::string(*value);
        }
        return row(found);
      });
  if (!read) return tl::make_unexpected(read.error());
  return true;
}

}  // namespace greycache
