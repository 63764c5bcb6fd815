// Batches of rows as arrays, questions as statements.
#include "greycache/postgres/postgres_history.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "greycache/policy/sound_fact.h"
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
        "insert into history ({0}) select"
        " least(to_timestamp(line.at), date_trunc('second', now() + interval '1 day')), "
        "line.delay{1}"
        " from unnest($1::int8[], $2::int8[]{2}) as line ({0})",
        history_columns(), texts, parameters);
  }();
  return kSql;
}

Statement insert_of(std::span<const HistoryLine> rows) {
  Parameters parameters;
  parameters.add_column(rows, [](const HistoryLine& row) { return storable_time(row.at); });
  parameters.add_column(rows, &HistoryLine::delay);
  std::vector<HistoryTexts> lines;
  lines.reserve(rows.size());
  for (const HistoryLine& row : rows) {
    lines.push_back(history_texts(row.texts).value_or(HistoryTexts{}));
  }
  for (std::size_t i = 0; i < kHistoryColumns.size(); ++i) {
    parameters.add_column(lines, [i](const HistoryTexts& texts) { return texts[i]; });
  }
  return {insert_statement().c_str(), std::move(parameters), "write_history"};
}

// For PostgreSQL a summary says next to nothing where names do not come in order, as none do: it
// would look through all rows of a day. Nor is it worth a process of its own.
constexpr const char* kUseSummaries =
    "select set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', 'off', true),"
    " set_config('max_parallel_workers_per_gather', '0', true)";
constexpr const char* kLimitTime = "select set_config('statement_timeout', $1, true)";
constexpr const char* kNoWait = "select set_config('synchronous_commit', 'off', true)";
// $1 kept from, by the caller's clock, and $2 so many seconds ago: where one of two clocks is wrong
// the other one keeps the rows. $3 days ahead.
constexpr const char* kTend =
    "select tend_history(least(to_timestamp($1::int8), now() - $2::int8 * interval '1 second'),"
    " $3::int4)";

// Of the first piece of a search by time, and of one in a hurry. For less than a day PostgreSQL
// would not look at the summaries.
constexpr std::int64_t kFirstSeconds = 3600;
constexpr std::int64_t kFirstInHurry = 450;
constexpr std::int64_t kFirstSummarised = 86'400;
// How long a piece is to take, where nobody is in a hurry; one that takes a fifth grows.
constexpr std::chrono::milliseconds kLongPiece{300};

// A piece in a hurry that takes so many times as long as it should, or this at least, is cancelled,
// where the next one can be shorter.
constexpr int kMuchTooLong = 3;
constexpr std::chrono::milliseconds kNeverTooLong{60};
// What is left of its seconds for the next one.
constexpr std::int64_t kShorter = 8;

bool is_in_hurry(const HistoryQuery& query) {
  return query.time < HistoryQuery().time;
}

std::int64_t first_seconds(const HistoryQuery& query) {
  if (has_summaries(query)) return kFirstSummarised;
  return is_in_hurry(query) ? kFirstInHurry : kFirstSeconds;
}

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

// Another of several hosts may be the one that takes writes by now.
StoreResult<std::vector<Rows>> PostgresHistory::execute(std::span<const Statement> statements) {
  if (auto can = ready(); !can) return tl::unexpected(can.error());
  auto done = connection_.execute(statements, deadline());
  if (!done && done.error().kind == StoreError::Kind::read_only) connection_.close();
  return done;
}

StoreResult<void> PostgresHistory::write(std::span<const HistoryLine> rows) {
  if (rows.empty()) return ready();
  std::vector<Statement> statements;
  statements.push_back({kNoWait, {}, "no_wait"});
  statements.push_back(insert_of(rows));
  const auto done = execute(statements);
  if (!done) return tl::unexpected(done.error());
  return {};
}

StoreResult<bool> PostgresHistory::tend(UnixTime before, UnixTime now) {
  const Statement tends{kTend,
                        Parameters().add(storable_time(before)).add(now - before).add(kDaysAhead)};
  const auto done = execute({&tends, 1});
  if (!done) return tl::unexpected(done.error());
  return false;
}

StoreResult<std::vector<HistoryRow>> PostgresHistory::rows_of(const HistoryQuery& query,
                                                              std::size_t limit,
                                                              std::chrono::milliseconds most) {
  const HistoryQuestion question(query, limit);
  std::vector<Statement> statements;
  if (most.count() > 0) {
    statements.push_back({kLimitTime,
                          Parameters().add(std::string_view(std::to_string(most.count()))),
                          "limit_time"});
  }
  if (has_summaries(query)) statements.push_back({kUseSummaries, {}, "use_summaries"});
  statements.push_back({question.sql().c_str(), question.parameters()});
  const auto results = execute(statements);
  if (!results) return tl::unexpected(results.error());
  const Rows& rows = results->back();
  std::vector<HistoryRow> found;
  for (int i = 0; i < rows.size(); ++i) found.push_back(row_of(rows, i));
  return found;
}

// From the newest time to the oldest.
StoreResult<std::vector<HistoryRow>> PostgresHistory::find(const HistoryQuery& query,
                                                           HistoryPlace& place, std::size_t limit) {
  if (has_index(query)) {
    place.done = true;
    return rows_of(query, limit);
  }
  HistoryQuery piece = query;
  piece.until = std::min(query.until, place.before);
  if (place.seconds == 0) place.seconds = first_seconds(query);
  const UnixTime last = std::min<UnixTime>(piece.until, std::time(nullptr));
  piece.since = std::max(query.since, last - place.seconds);
  const auto begun = std::chrono::steady_clock::now();
  const bool may_be_shorter = is_in_hurry(query) && place.seconds > 1;
  const auto most = may_be_shorter ? std::max(query.time * kMuchTooLong, kNeverTooLong)
                                   : std::chrono::milliseconds::zero();
  auto found = rows_of(piece, limit, most);
  if (may_be_shorter && !found && found.error().kind == StoreError::Kind::contention) {
    place.seconds = std::max<std::int64_t>(place.seconds / kShorter, 1);
    return std::vector<HistoryRow>{};
  }
  if (!found) return found;
  const auto taken = std::chrono::steady_clock::now() - begun;
  const auto wanted = is_in_hurry(query) ? query.time : kLongPiece;
  if (taken * 5 < wanted) place.seconds = std::min(place.seconds * 4, kLatestTime);
  if (taken > wanted) place.seconds = std::max<std::int64_t>(place.seconds / 2, 1);
  place.before = piece.since - 1;
  place.done = piece.since <= std::max<UnixTime>(query.since, 0) || found->size() >= limit;
  return found;
}

}  // namespace greycache
