// Rows in and out of history.sqlite.
#include "greycache/sqlite/sqlite_history.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "common/text.h"
#include "common/typed_log.h"
#include "greycache/policy/ages.h"
#include "greycache/sqlite/history_scan.h"
#include "greycache/sqlite/sqlite_error.h"

namespace greycache {

namespace {

using Clock = std::chrono::steady_clock;

// For the locks of others: the daemon before or after this one, sqlite3(1).
constexpr std::chrono::milliseconds kHistoryPatience{2000};
constexpr std::int64_t kDeletedAtOnce = 1000;
// The file is made shorter where more than a quarter of it is free, and more than so many pages;
// by as many at a time.
constexpr std::int64_t kPagesAtOnce = 256;
constexpr UnixTime kDay = 86'400;
// On a disk that damages each file there would be no end of them.
constexpr std::chrono::minutes kBetweenDamages{10};

// A row's number is its place in the order of writing. The numbers' tree is the only one. Its texts
// are one: a column each costs twice as much to write as all the rest of a row.
constexpr const char* kTable = R"sql(
create table history (
  number integer primary key,
  at integer not null,  -- Unix seconds
  delay integer not null,  -- seconds
  -- with tabs between: mx, reference, outcome, rule, client_address, client_name, helo_name, sender,
  -- recipient, src, organisation, standing
  mail text not null
) strict;
)sql";

// So many by one statement, which costs a third less for each than one of a row. "or rollback", or
// SQLite keeps what each page was before the statement: here it is the transaction that is undone.
constexpr std::size_t kRowsAtOnce = 16;

std::string insert_of(std::size_t rows) {
  std::string sql = "insert or rollback into history values (null, ?, ?, ?)";
  for (std::size_t i = 1; i < rows; ++i) sql += ", (null, ?, ?, ?)";
  return sql;
}

// Of a form that is none of ours: a search would fail where it is to look through all rows.
StoreResult<void> drop_other_summaries(Database& database) {
  const auto type = history_summary_type(database);
  if (!type) return tl::unexpected(type.error());
  if (type->empty()) return {};
  log_typed(LogType::dbaccess, 1, "{}: history_summary is of another form, and is made anew",
            escaped(database.path()));
  return database.script(fmt::format("drop {} history_summary", *type));
}

// Without a lock where it is there, or a question would wait for whoever writes.
StoreResult<void> make_table(Database& database) {
  if (auto known = check_history_version(database); !known) return known;
  const auto version = database.number("pragma user_version");
  if (!version) return tl::unexpected(version.error());
  if (*version == kHistoryVersion) return drop_other_summaries(database);
  return database.transaction([&]() -> StoreResult<void> {
    if (auto known = check_history_version(database); !known) return known;
    const auto now = database.number("pragma user_version");
    if (!now) return tl::unexpected(now.error());
    if (*now == kHistoryVersion) return {};
    return database.script(fmt::format("{}pragma user_version = {};", kTable, kHistoryVersion));
  });
}

}  // namespace

SqliteHistory::SqliteHistory(const std::string& state_dir, std::int64_t most_bytes,
                             const LookAtRoom& look)
    : path_(state_dir + "/history.sqlite"), place_(path_), room_(most_bytes, look), look_(look) {}

StoreResult<void> check_history_version(Database& database) {
  const auto version = database.number("pragma user_version");
  if (!version) return tl::unexpected(version.error());
  if (*version == 0 || *version == kHistoryVersion) return {};
  return tl::unexpected(
      StoreError{StoreError::Kind::unavailable, newer_history(database.path(), *version)});
}

std::string newer_history(const std::string& path, std::int64_t version) {
  return fmt::format(
      "{0} has schema {1}, and this version of greycache knows {2}: a newer one wrote it. Run that "
      "one, or stop the daemon and move {0} away (with its -wal and -shm), and a new one begins",
      escaped(path), version, kHistoryVersion);
}

// Another process may have set the file aside, or an operator has removed or replaced it.
StoreResult<void> SqliteHistory::ready() {
  const auto finds = database_ ? place_.look() : FilePlace::Finds::none;
  if (finds == FilePlace::Finds::the_same || finds == FilePlace::Finds::no_log) {
    lost_log_.look_after(*database_, place_, finds);
    return {};
  }
  return place_.open([this] { return connect(); });
}

StoreResult<void> SqliteHistory::connect() {
  database_.reset();
  auto opened = Database::open(path_, Database::Synchronous::normal, kHistoryPatience,
                               Database::FreeRoom::can_go);
  if (!opened) return tl::unexpected(opened.error());
  auto done = make_table(*opened);
  // To overwrite what is deleted would be as much work as to write it.
  if (done) done = opened->script("pragma secure_delete = off");
  log_length_.emplace(LogLength::kShort, look_);
  if (done) done = log_length_->set(*opened);
  if (!done) return done;
  database_ = std::move(*opened);
  summaries_.emplace(*database_);
  lost_log_.forget();
  return {};
}

// The log first: a file that is begun must not find that of another.
bool SqliteHistory::set_aside(const StoreError& damage) {
  if (damage.kind != StoreError::Kind::refused || Clock::now() < next_set_aside_) return false;
  next_set_aside_ = Clock::now() + kBetweenDamages;
  database_.reset();
  const std::string aside = path_ + ".corrupt-" + std::to_string(std::time(nullptr));
  for (const char* suffix : {"-wal", "-shm", ""}) {
    if (std::rename((path_ + suffix).c_str(), (aside + suffix).c_str()) == 0) continue;
    if (errno != ENOENT || *suffix == '\0') return false;
  }
  log_typed(LogType::dbaccess, 1,
            "the history is damaged ({}): it is moved to {}, and a new one begins", damage.message,
            escaped(aside));
  return true;
}

StoreResult<void> SqliteHistory::write(std::span<const HistoryLine> rows) {
  auto done = add(rows);
  if (!done && set_aside(done.error())) done = add(rows);
  // They are written whatever becomes of summaries and of older rows, of which tend() tells.
  if (done) static_cast<void>(give_way());
  if (done) static_cast<void>(summaries_->wrote(rows.size()));
  return done;
}

// As many go as may have come. All of them may take minutes, which is for tend().
StoreResult<void> SqliteHistory::give_way() {
  auto too_large = is_too_large();
  if (!too_large || !*too_large) return too_large.map([](bool) {});
  passed_over_ = kBeforeAll;
  const auto last = last_of_batch();
  if (!last) return tl::unexpected(last.error());
  return delete_until(*last, true, 0).map([](std::int64_t) {});
}

StoreResult<void> SqliteHistory::add(std::span<const HistoryLine> rows) {
  if (auto can = ready(); !can) return can;
  if (auto can = room_.check(path_); !can) return can;
  if (auto set = log_length_->set(*database_); !set) return set;
  return database_->transaction([&]() -> StoreResult<void> {
    for (auto rest = rows; !rest.empty();) {
      const std::size_t count = rest.size() < kRowsAtOnce ? 1 : kRowsAtOnce;
      if (auto done = insert(rest.first(count)); !done) return done;
      rest = rest.subspan(count);
    }
    return {};
  });
}

// One row, or kRowsAtOnce.
StoreResult<void> SqliteHistory::insert(std::span<const HistoryLine> rows) {
  static const std::string kOne = insert_of(1);
  static const std::string kMany = insert_of(kRowsAtOnce);
  std::array<Database::Value, kRowsAtOnce * 3> values;
  std::size_t used = 0;
  for (const HistoryLine& row : rows) {
    values[used++] = row.at;
    values[used++] = row.delay;
    values[used++] = std::string_view(row.texts);
  }
  return database_->run_with(rows.size() == 1 ? kOne : kMany, std::span(values).first(used));
}

StoreResult<bool> SqliteHistory::is_too_large() {
  const auto bytes = database_->number(
      "select (pages.page_count - free.freelist_count) * size.page_size"
      " from pragma_page_count pages, pragma_freelist_count free, pragma_page_size size");
  if (!bytes) return tl::unexpected(bytes.error());
  return *bytes > room_.most(path_);
}

// The number of the last of the rows that one deletion looks at.
StoreResult<std::int64_t> SqliteHistory::last_of_batch() {
  return database_->number(
      "select max(number) from (select number from history where number > ? order by number limit "
      "?)",
      {passed_over_, kDeletedAtOnce});
}

StoreResult<std::int64_t> SqliteHistory::delete_until(std::int64_t last, bool all,
                                                      UnixTime before) {
  std::int64_t deleted = 0;
  const auto done = database_->transaction([&]() -> StoreResult<void> {
    const auto gone = database_->changed(
        "delete from history where number > ?1 and number <= ?2 and (?3 or at < ?4)",
        {passed_over_, last, std::int64_t{all ? 1 : 0}, before});
    if (!gone) return tl::unexpected(gone.error());
    deleted = static_cast<std::int64_t>(*gone);
    return deleted == 0 ? StoreResult<void>() : summaries_->forget(passed_over_, last);
  });
  if (!done) return tl::unexpected(done.error());
  return deleted;
}

StoreResult<bool> SqliteHistory::tend(UnixTime before, UnixTime now) {
  // As the days of the report and those of PostgreSQL.
  if (now - before >= kDay) before = before / kDay * kDay;
  auto more = tend_a_while(before, now);
  if (!more && set_aside(more.error())) more = false;
  return more;
}

// A block is summed up beside the deleting, which may go on for hours.
StoreResult<bool> SqliteHistory::tend_a_while(UnixTime before, UnixTime now) {
  if (auto can = ready(); !can) return tl::unexpected(can.error());
  auto more_room = make_room(before, now);
  if (!more_room) return more_room;
  auto more_blocks = summaries_->step();
  if (!more_blocks) return more_blocks;
  return *more_room || *more_blocks;
}

StoreResult<bool> SqliteHistory::make_room(UnixTime before, UnixTime now) {
  auto too_large = is_too_large();
  if (!too_large) return too_large;
  if (*too_large) passed_over_ = kBeforeAll;
  const auto last = last_of_batch();
  if (!last) return tl::unexpected(last.error());
  const auto deleted = delete_until(*last, *too_large, before);
  if (!deleted) return tl::unexpected(deleted.error());
  if (*deleted > 0) return true;
  // Rows of a clock that ran ahead: behind them others may be old.
  const auto ahead =
      database_->number("select count(*) from history where number > ? and number <= ? and at > ?",
                        {passed_over_, *last, now + kClocksApart});
  if (!ahead) return tl::unexpected(ahead.error());
  passed_over_ = *ahead > 0 ? *last : kBeforeAll;
  if (*ahead > 0) return true;
  return shorten();
}

StoreResult<std::int64_t> SqliteHistory::free_pages() {
  return database_->number("select freelist_count from pragma_freelist_count");
}

StoreResult<bool> SqliteHistory::shorten() {
  const auto pages = database_->number("select page_count from pragma_page_count");
  const auto free = free_pages();
  if (!pages || !free) return tl::unexpected(pages ? free.error() : pages.error());
  if (*free <= kPagesAtOnce || *free * 4 <= *pages) return false;
  if (auto done = database_->script(fmt::format("pragma incremental_vacuum({})", kPagesAtOnce));
      !done) {
    return tl::unexpected(done.error());
  }
  const auto left = free_pages();
  if (!left) return tl::unexpected(left.error());
  // A file that was begun by an older version keeps its length.
  return *left < *free;
}

StoreResult<std::vector<HistoryRow>> SqliteHistory::find(const HistoryQuery& query,
                                                         HistoryPlace& place, std::size_t limit) {
  std::error_code error;
  if (!std::filesystem::exists(path_, error) && !error) {
    place.done = true;
    return std::vector<HistoryRow>{};
  }
  if (auto can = ready(); !can) return tl::unexpected(can.error());
  const EachRow each = [this](std::string_view sql, const Database::RowCallback& row,
                              Database::Values values) {
    return database_->each(sql, row, values);
  };
  HistoryScan scan(each, query, place, limit);
  if (auto done = scan.run(); !done) return tl::unexpected(done.error());
  return scan.take();
}

}  // namespace greycache
