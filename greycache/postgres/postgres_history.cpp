// Batches of rows as arrays, questions as statements.
#include "greycache/postgres/postgres_history.h"

#include <fmt/format.h>

#include "greycache/postgres/fact_rows.h"
#include "greycache/postgres/history_question.h"
#include "greycache/postgres/session.h"

namespace greycache {

namespace {

// Today's and those of two days to come.
constexpr std::int64_t kDaysAhead = 2;

// $1 at, $2 delay, then the texts.
const std::string& insert_statement() {
  static const std::string kSql = [] {
    std::string texts;
    std::string parameters;
    for (std::size_t i = 0; i < kHistoryColumns.size(); ++i) {
      texts += fmt::format(", line.{}", kHistoryColumns[i].name);
      parameters += fmt::format(", ${}::text[]", i + 3);
    }
    return fmt::format(
        "insert into history ({0}) select to_timestamp(line.at), line.delay{1}"
        " from unnest($1::int8[], $2::int8[]{2}) as line ({0})",
        history_columns(), texts, parameters);
  }();
  return kSql;
}

Statement insert_of(std::span<const HistoryRow> rows) {
  std::vector<std::int64_t> numbers;
  numbers.reserve(rows.size());
  for (const HistoryRow& row : rows) numbers.push_back(storable_time(row.at));
  Parameters parameters;
  parameters.add(numbers);
  numbers.clear();
  for (const HistoryRow& row : rows) numbers.push_back(row.delay);
  parameters.add(numbers);
  std::vector<std::string_view> texts;
  texts.reserve(rows.size());
  for (const HistoryColumn& column : kHistoryColumns) {
    texts.clear();
    for (const HistoryRow& row : rows) texts.push_back(row.*column.text);
    parameters.add(texts);
  }
  return {insert_statement().c_str(), std::move(parameters), "write_history"};
}

constexpr const char* kNoWait = "select set_config('synchronous_commit', 'off', true)";
constexpr const char* kTend = "select tend_history(to_timestamp($1::int8), $2::int4)";

HistoryRow row_of(const Rows& rows, int number) {
  HistoryRow row;
  row.at = rows.number(number, 0);
  row.delay = rows.number(number, 1);
  int column = 2;
  for (const HistoryColumn& text : kHistoryColumns) {
    row.*text.text = rows.text(number, column++);
  }
  return row;
}

}  // namespace

StoreResult<void> PostgresHistory::ready() {
  if (connection_.connected()) return {};
  const auto opened = connect_session(connection_, settings_);
  if (opened) return {};
  connection_.close();
  return tl::unexpected(opened.error());
}

StoreResult<void> PostgresHistory::write(std::span<const HistoryRow> rows) {
  if (auto can = ready(); !can) return can;
  if (rows.empty()) return {};
  std::vector<Statement> statements;
  statements.push_back({kNoWait, {}, "no_wait"});
  statements.push_back(insert_of(rows));
  const auto done = connection_.execute(statements, deadline());
  if (done) return {};
  // Another of several hosts may be the one that takes writes by now.
  if (done.error().kind == StoreError::Kind::read_only) connection_.close();
  return tl::unexpected(done.error());
}

StoreResult<bool> PostgresHistory::tend(UnixTime before, UnixTime /*now*/) {
  if (auto can = ready(); !can) return tl::unexpected(can.error());
  const auto done = connection_.execute(
      {kTend, Parameters().add(storable_time(before)).add(kDaysAhead)}, deadline());
  if (!done) return tl::unexpected(done.error());
  return false;
}

StoreResult<std::vector<HistoryRow>> PostgresHistory::find(const HistoryQuery& query,
                                                           HistoryPlace& place, std::size_t limit) {
  if (auto can = ready(); !can) return tl::unexpected(can.error());
  const HistoryQuestion question(query, limit);
  const auto rows =
      connection_.execute({question.sql().c_str(), question.parameters()}, deadline());
  if (!rows) return tl::unexpected(rows.error());
  place.done = true;
  std::vector<HistoryRow> found;
  for (int i = 0; i < rows->size(); ++i) found.push_back(row_of(*rows, i));
  return found;
}

}  // namespace greycache
