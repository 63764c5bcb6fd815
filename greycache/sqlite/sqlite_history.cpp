// Rows in and out of history.sqlite.
#include "greycache/sqlite/sqlite_history.h"

#include <chrono>
#include <string_view>
#include <utility>

#include "common/text.h"
#include "greycache/policy/ages.h"

namespace greycache {

namespace {

using Clock = std::chrono::steady_clock;

// For the locks of others: the daemon before or after this one, sqlite3(1).
constexpr std::chrono::milliseconds kPatience{2000};
constexpr std::int64_t kVersion = 1;
constexpr std::int64_t kDeletedAtOnce = 1000;
// Of a search, in one piece.
constexpr std::chrono::milliseconds kPiece{50};
constexpr int kRowsPerLook = 256;

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

void join(const HistoryRow& row, std::string& mail) {
  mail.clear();
  for (const HistoryColumn& column : kHistoryColumns) {
    if (&column != &kHistoryColumns.front()) mail += '\t';
    mail += row.*column.text;
  }
}

// Nothing of a row that somebody else has written in another form.
std::optional<HistoryRow> row_of(const Row& read) {
  HistoryRow row;
  row.at = read.integer(1);
  row.delay = read.integer(2);
  const auto texts = split(read.text(3), '\t');
  if (texts.size() != kHistoryColumns.size()) return std::nullopt;
  for (std::size_t i = 0; i < texts.size(); ++i) row.*kHistoryColumns[i].text = texts[i];
  return row;
}

// Without taking a row apart: most are not wanted.
bool may_be_wanted(const HistoryQuery& query, const Row& row) {
  const UnixTime at = row.integer(1);
  if (at < query.since || at > query.until) return false;
  const std::string_view mail = row.text(3);
  const auto has = [&](std::string_view text) { return mail.find(text) != mail.npos; };
  if (query.references.size() == 1 && !has(query.references.front())) return false;
  for (const auto& address : {query.sender, query.recipient, query.party}) {
    if (address && !has(*address)) return false;
  }
  const bool names_client =
      has(query.client) || (!query.client_organisation.empty() && has(query.client_organisation));
  return has(query.client_address) && names_client;
}

}  // namespace

SqliteHistory::SqliteHistory(const std::string& state_dir, std::int64_t most_bytes)
    : path_(state_dir + "/history.sqlite"), most_bytes_(most_bytes) {}

StoreResult<void> SqliteHistory::ready() {
  if (database_) return {};
  auto opened = Database::open(path_, Database::Synchronous::normal, kPatience);
  if (!opened) return tl::unexpected(opened.error());
  auto done = opened->transaction([&]() -> StoreResult<void> {
    const auto version = opened->number("pragma user_version");
    if (!version) return tl::unexpected(version.error());
    if (*version == kVersion) return {};
    if (*version != 0) {
      return tl::unexpected(
          StoreError{StoreError::Kind::refused, escaped(path_) + " is of a newer greycache"});
    }
    return opened->script(std::string(kTable) + "pragma user_version = 1;");
  });
  // To overwrite what is deleted would be as much work as to write it.
  if (done) done = opened->script("pragma secure_delete = off");
  if (!done) return done;
  database_ = std::move(*opened);
  return {};
}

StoreResult<void> SqliteHistory::write(std::span<const HistoryRow> rows) {
  if (auto can = ready(); !can) return can;
  std::string mail;
  return database_->transaction([&]() -> StoreResult<void> {
    for (const HistoryRow& row : rows) {
      join(row, mail);
      auto done = database_->run("insert into history values (null, ?, ?, ?)",
                                 {row.at, row.delay, std::string_view(mail)});
      if (!done) return done;
    }
    return {};
  });
}

StoreResult<std::int64_t> SqliteHistory::bytes_in_use() {
  return database_->number(
      "select (pages.page_count - free.freelist_count) * size.page_size"
      " from pragma_page_count pages, pragma_freelist_count free, pragma_page_size size");
}

// The number of the last of the rows that one deletion looks at.
StoreResult<std::int64_t> SqliteHistory::last_of_batch() {
  return database_->number(
      "select max(number) from (select number from history order by number limit ?)",
      {kDeletedAtOnce});
}

StoreResult<bool> SqliteHistory::tend(UnixTime before, UnixTime /*now*/) {
  if (auto can = ready(); !can) return tl::unexpected(can.error());
  const auto bytes = bytes_in_use();
  if (!bytes) return tl::unexpected(bytes.error());
  const bool too_much = *bytes > most_bytes_;
  const auto last = last_of_batch();
  if (!last) return tl::unexpected(last.error());
  std::size_t deleted = 0;
  const auto done = database_->transaction([&]() -> StoreResult<void> {
    const auto gone =
        database_->changed("delete from history where number <= ?1 and (?2 or at < ?3)",
                           {*last, std::int64_t{too_much ? 1 : 0}, before});
    if (!gone) return tl::unexpected(gone.error());
    deleted = *gone;
    return {};
  });
  if (!done) return tl::unexpected(done.error());
  return deleted > 0;
}

// Rows stand in the order of writing, nearly that of time: behind an hour of older ones no younger
// is looked for.
StoreResult<std::vector<HistoryRow>> SqliteHistory::find(const HistoryQuery& query,
                                                         HistoryPlace& place, std::size_t limit) {
  if (auto can = ready(); !can) return tl::unexpected(can.error());
  std::vector<HistoryRow> found;
  const auto end = Clock::now() + kPiece;
  int looked = 0;
  bool more = false;
  const auto look = [&](const Row& row) {
    if (found.size() >= limit || (++looked % kRowsPerLook == 0 && Clock::now() > end)) {
      more = true;
      return false;
    }
    place.before = row.integer(0);
    if (row.integer(1) < query.since - kClocksApart) return false;
    if (!may_be_wanted(query, row)) return true;
    auto read = row_of(row);
    if (read && query.wants(*read)) found.push_back(std::move(*read));
    return true;
  };
  const auto done = database_->each(
      "select number, at, delay, mail from history where number < ? order by number desc", look,
      {place.before});
  if (!done) return tl::unexpected(done.error());
  place.done = !more;
  return found;
}

}  // namespace greycache
