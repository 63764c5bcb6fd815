// The rows of organisations' standing in PostgreSQL.
#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "greycache/postgres/postgres_store.h"

namespace greycache {

namespace {

// $1 organisation, $2 day, $3 host, $4 first_attempts, $5 came_back, in the order of the key as all
// hosts write. A row that would be as it is stays, and is no change. An insert refuses to update a
// row twice.
constexpr const char* kMergeStandings = R"(
insert into standing as row (organisation, day, host, first_attempts, came_back, changed)
select organisation, day::int4, host, max(first_attempts), max(came_back),
  pg_current_xact_id()::text::int8
from unnest($1::text[], $2::int8[], $3::text[], $4::int8[], $5::int8[])
  as given (organisation, day, host, first_attempts, came_back)
group by organisation, day, host
order by organisation collate "C", day, host collate "C"
on conflict (organisation, day, host) do update
set first_attempts = greatest(row.first_attempts, excluded.first_attempts),
  came_back = greatest(row.came_back, excluded.came_back), changed = excluded.changed
where excluded.first_attempts > row.first_attempts or excluded.came_back > row.came_back)";

// $1 the first day, $2 the least number of a change, or with $3 organisation, $4 day and $5 host
// the last row that was read; $6 how many rows. The last column is the row's change.
constexpr const char* kReadStandings = R"(
select organisation, day, host, first_attempts, came_back, changed
from standing
where changed >= $2 and (changed, organisation, day, host) > ($2, $3, $4::int4, $5) and day >= $1
order by changed, organisation, day, host limit $6)";
// The least number of a transaction that may not have been seen here, since they are not committed
// in the order of their numbers, and the number that no transaction seen here has reached.
constexpr const char* kNumbers = R"(
select pg_snapshot_xmin(pg_current_snapshot())::text::int8,
  pg_snapshot_xmax(pg_current_snapshot())::text::int8)";
// $1 how many of the rows whose number no transaction of this cluster can have had.
constexpr const char* kRenumberStandings = R"(
update standing set changed = pg_current_xact_id()::text::int8 where ctid = any (array(
  select ctid from standing
  where changed >= (select pg_snapshot_xmax(pg_current_snapshot())::text::int8)
  limit $1 for update skip locked)))";
// $1 the first day that stays, $2 how many rows.
constexpr const char* kExpireStandings = R"(
delete from standing where ctid = any (array(
  select ctid from standing where day < $1 limit $2 for update skip locked)))";

// A server that crashed gives numbers again that it had given to transactions of which it kept
// nothing. More than it gives between two of its checkpoints.
constexpr std::int64_t kGivenAgain = 1'000'000;
// Behind a pooler nobody sees that the server is another one, or was.
constexpr std::chrono::minutes kPooledSession{10};

StandingRow standing_of(const Rows& rows, int row) {
  StandingRow standing;
  standing.organisation = rows.text(row, 0);
  standing.counts.day = rows.number(row, 1);
  standing.host = rows.text(row, 2);
  standing.counts.first_attempts = static_cast<std::uint64_t>(rows.number(row, 3));
  standing.counts.came_back = static_cast<std::uint64_t>(rows.number(row, 4));
  return standing;
}

// To be run as one transaction.
std::vector<Statement> read_statements(std::int64_t first_day, const StandingPlace& place,
                                       std::size_t limit) {
  Statement read{kReadStandings, {}, "read_standings"};
  read.parameters.add(first_day)
      .add(place.change)
      .add(std::string_view(place.organisation))
      .add(place.day)
      .add(std::string_view(place.host))
      .add(limit_of(limit));
  std::vector<Statement> statements;
  statements.push_back({kNumbers, {}, "numbers"});
  statements.push_back(std::move(read));
  return statements;
}

// What was not committed yet when the reading began comes with the next one.
StandingPage page_of(std::span<const Rows> results, StandingPlace& place, std::size_t limit) {
  if (!place.next) place.next = results[0].number(0, 0);
  const Rows& rows = results[1];
  StandingPage page;
  for (int row = 0; row < rows.size(); ++row) {
    StandingRow standing = standing_of(rows, row);
    if (is_sound(standing)) page.rows.push_back(std::move(standing));
  }
  page.more = static_cast<std::size_t>(rows.size()) == limit;
  if (page.more) {
    const int last = rows.size() - 1;
    const StandingRow standing = standing_of(rows, last);
    place = {rows.number(last, 5), standing.organisation, standing.counts.day, standing.host,
             place.next,           place.session};
  } else {
    place = {*place.next, {}, -1, {}, {}, place.session};
  }
  return page;
}

// The same place for a session that has not read there yet: rows that come twice merge.
StandingPlace stepped_back(const StandingPlace& place, std::int64_t session) {
  const std::int64_t read = std::min(place.change, place.next.value_or(place.change));
  return {std::max<std::int64_t>(read - kGivenAgain, 0), {}, -1, {}, {}, session};
}

}  // namespace

StoreResult<void> PostgresStore::merge_standings(std::span<const StandingRow> rows) {
  std::vector<StandingRow> sound;
  std::ranges::copy_if(rows, std::back_inserter(sound),
                       [](const StandingRow& row) { return is_sound(row); });
  if (sound.empty()) return {};
  Statement statement{kMergeStandings, {}, "merge_standings"};
  statement.parameters.add_column(sound, &StandingRow::organisation)
      .add_column(sound, [](const StandingRow& row) { return row.counts.day; })
      .add_column(sound, &StandingRow::host)
      .add_column(sound, [](const StandingRow& row) { return row.counts.first_attempts; })
      .add_column(sound, [](const StandingRow& row) { return row.counts.came_back; });
  const auto done = ask(std::move(statement));
  if (!done) return tl::unexpected(done.error());
  return {};
}

StoreResult<StandingPage> PostgresStore::read_standings(std::int64_t first_day,
                                                        StandingPlace& place, std::size_t limit) {
  if (const auto open = ensure_open(); !open) return tl::unexpected(open.error());
  const auto now = std::chrono::steady_clock::now();
  if (connection_.pooled() && now >= pooled_session_ends_) {
    pooled_session_ends_ = now + kPooledSession;
    ++sessions_;
  }
  if (place.session != sessions_) place = stepped_back(place, sessions_);
  const auto results = execute(read_statements(first_day, place, limit));
  if (!results) return tl::unexpected(results.error());
  // Of another cluster, which had given more of them.
  if (place.change > results->front().number(0, 1)) {
    place = {0, {}, -1, {}, {}, place.session};
    return StandingPage{.rows = {}, .more = true};
  }
  return page_of(*results, place, limit);
}

// What a dump brought from a cluster that had given more numbers gets one of this cluster's: every
// reading would find it, until the numbers have come so far.
StoreResult<std::size_t> PostgresStore::expire_standings(std::int64_t first_day,
                                                         std::size_t limit) {
  std::vector<Statement> both;
  both.push_back({kExpireStandings, Parameters().add(first_day).add(limit_of(limit)), nullptr});
  both.push_back({kRenumberStandings, Parameters().add(limit_of(limit)), nullptr});
  const auto done = execute(std::move(both));
  if (!done) return tl::unexpected(done.error());
  return std::max(done->front().changed(), done->back().changed());
}

}  // namespace greycache
