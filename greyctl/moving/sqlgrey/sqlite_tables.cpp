// Slices by rowid, which every table of SQLgrey's has.
#include "greyctl/moving/sqlgrey/sqlite_tables.h"

#include <fmt/format.h>

#include <array>
#include <limits>
#include <vector>

#include "common/text.h"

namespace greycache {

namespace {

// SQLgrey cleans in one transaction.
constexpr std::chrono::seconds kLockPatience{30};

struct Slice {
  std::vector<SqlgreyRow> rows;
  std::int64_t last = std::numeric_limits<std::int64_t>::min();
};

std::string select_slice_of(SqlgreyTable table) {
  std::string columns;
  for (const SqlgreyColumn column : columns_of(table)) {
    columns += fmt::format(", {}", column_name(table, column));
  }
  return fmt::format("select rowid{} from {} where rowid > ?1 order by rowid limit {}", columns,
                     table_name(table), SqlgreyTables::kSlice);
}

// The database keeps statements by the address of their text.
const std::string& kept_select_of(SqlgreyTable table) {
  static const auto kSelects = [] {
    std::array<std::string, kSqlgreyTables.size()> selects;
    for (const SqlgreyTable each : kSqlgreyTables) {
      selects[static_cast<std::size_t>(each)] = select_slice_of(each);
    }
    return selects;
  }();
  return kSelects[static_cast<std::size_t>(table)];
}

StoreResult<void> read_slice(Database& database, SqlgreyTable table, Slice& slice) {
  slice.rows.clear();
  return database.each(kept_select_of(table),
                       [&](const Row& found) {
                         slice.last = found.integer(0);
                         SqlgreyRow& row = slice.rows.emplace_back();
                         int at = 0;
                         for (const SqlgreyColumn column : columns_of(table)) {
                           ++at;
                           if (!found.is_null(at)) row[column] = found.text(at);
                         }
                         return true;
                       },
                       {slice.last});
}

}  // namespace

tl::expected<SqliteTables, std::string> SqliteTables::open(const std::string& path) {
  auto database = Database::open_reading(path, kLockPatience);
  if (!database) return tl::make_unexpected(database.error().message);
  return SqliteTables(std::move(*database));
}

std::string SqliteTables::name() const {
  return "SQLite file " + escaped(database_.path());
}

tl::expected<bool, MovingError> SqliteTables::each(SqlgreyTable table, const RowCallback& row) {
  const auto there = database_.number(
      "select count(*) from sqlite_master where type = 'table' and name = ?1", {table_name(table)});
  if (!there) return tl::make_unexpected(there.error().message);
  if (*there == 0) return false;
  Slice slice;
  do {
    if (const auto read = read_slice(database_, table, slice); !read) {
      return tl::make_unexpected(read.error().message);
    }
    for (const SqlgreyRow& each : slice.rows) {
      if (auto taken = row(each); !taken) return tl::make_unexpected(taken.error());
    }
  } while (!slice.rows.empty());
  return true;
}

}  // namespace greycache
