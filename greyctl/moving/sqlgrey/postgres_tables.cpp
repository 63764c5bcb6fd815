// One transaction, and a cursor for each table.
#include "greyctl/moving/sqlgrey/postgres_tables.h"

#include <fmt/format.h>

#include "common/text.h"
#include "greycache/postgres/connection_keywords.h"

namespace greycache {

namespace {

constexpr std::chrono::seconds kPostgresPatience{60};
constexpr Milliseconds kConnectTimeout{10000};

tl::unexpected<std::string> words_of(const StoreError& error) {
  return tl::make_unexpected(error.message);
}

bool is_time(SqlgreyColumn column) {
  return column == SqlgreyColumn::first_seen || column == SqlgreyColumn::last_seen;
}

// In seconds since 1970: the server knows its zones.
std::string cursor_of(SqlgreyTable table) {
  std::string columns;
  for (const SqlgreyColumn column : columns_of(table)) {
    const std::string_view name = column_name(table, column);
    columns += columns.empty() ? "" : ", ";
    columns += is_time(column) ? fmt::format(
                                     "case when isfinite({0}) then "
                                     "floor(extract(epoch from {0}::timestamptz))::bigint end",
                                     name)
                               : fmt::format("{}::text", name);
  }
  return fmt::format("declare moving no scroll cursor for select {} from {}", columns,
                     table_name(table));
}

SqlgreyRow row_of(SqlgreyTable table, const Rows& rows, int number) {
  SqlgreyRow row;
  int at = 0;
  for (const SqlgreyColumn column : columns_of(table)) {
    if (!rows.is_null(number, at)) row[column] = rows.text(number, at);
    ++at;
  }
  return row;
}

}  // namespace

tl::expected<PostgresTables, std::string> PostgresTables::open(const std::string& database,
                                                               const std::string& time_zone) {
  PostgresSettings settings;
  settings.database = database;
  const auto hosts = connection_keywords(settings);
  if (!hosts) return tl::make_unexpected(hosts.error());
  PostgresTables tables(std::make_unique<Connection>());
  if (const auto done = tables.connection_->connect(*hosts, kConnectTimeout); !done) {
    return words_of(done.error());
  }
  if (const auto begun = tables.begin(time_zone); !begun) return words_of(begun.error());
  return tables;
}

StoreResult<Rows> PostgresTables::ask(const std::string& sql) {
  return connection_->execute({sql.c_str(), {}},
                              std::chrono::steady_clock::now() + kPostgresPatience);
}

StoreResult<void> PostgresTables::begin(const std::string& time_zone) {
  const auto deadline = std::chrono::steady_clock::now() + kPostgresPatience;
  if (auto begun = connection_->begin(deadline); !begun) return begun;
  if (auto set = ask("set transaction isolation level repeatable read read only"); !set) {
    return tl::unexpected(set.error());
  }
  if (!time_zone.empty()) {
    Statement zone{"select set_config('TimeZone', $1, true)", {}};
    zone.parameters.add(std::string_view(time_zone));
    if (auto set = connection_->execute(zone, deadline); !set) return tl::unexpected(set.error());
  }
  const auto encoding =
      ask("select pg_encoding_to_char(encoding) from pg_database "
          "where datname = current_database()");
  if (!encoding) return tl::unexpected(encoding.error());
  if (encoding->size() == 1 && encoding->text(0, 0) == "UTF8") doubling_ = Doubling::always;
  return {};
}

std::string PostgresTables::name() const {
  return "PostgreSQL database " + escaped(connection_->database());
}

tl::expected<bool, MovingError> PostgresTables::each(SqlgreyTable table, const RowCallback& row) {
  const auto there = ask(fmt::format("select to_regclass('{}') is not null", table_name(table)));
  if (!there) return words_of(there.error());
  if (!there->truth(0, 0)) return false;
  if (const auto declared = ask(cursor_of(table)); !declared) return words_of(declared.error());
  if (auto read_all = read(table, row); !read_all) return tl::make_unexpected(read_all.error());
  if (const auto closed = ask("close moving"); !closed) return words_of(closed.error());
  return true;
}

tl::expected<void, std::string> PostgresTables::read(SqlgreyTable table, const RowCallback& row) {
  const std::string fetch = fmt::format("fetch {} from moving", kSlice);
  while (true) {
    const auto rows = ask(fetch);
    if (!rows) return words_of(rows.error());
    if (rows->size() == 0) return {};
    for (int number = 0; number < rows->size(); ++number) {
      if (auto taken = row(row_of(table, *rows, number)); !taken) return taken;
    }
  }
}

}  // namespace greycache
