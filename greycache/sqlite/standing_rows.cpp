// The rows of organisations' standing in SQLite.
#include "greycache/sqlite/standing_rows.h"

#include <utility>

namespace greycache {

namespace {

// A counter that is negative is none of ours.
StandingRow standing_of(const Row& row) {
  StandingRow standing;
  standing.organisation = row.text(0);
  standing.counts.day = row.integer(1);
  standing.host = row.text(2);
  standing.counts.first_attempts = static_cast<std::uint64_t>(row.integer(3));
  standing.counts.came_back = static_cast<std::uint64_t>(row.integer(4));
  return standing;
}

StoreResult<void> merge(Database& database, const StandingRow& row) {
  return database.run(
      "insert into standing (organisation, day, host, first_attempts, came_back, changed)"
      " values (?, ?, ?, ?, ?, (select last from standing_change))"
      " on conflict do update set first_attempts = max(first_attempts, excluded.first_attempts),"
      " came_back = max(came_back, excluded.came_back), changed = excluded.changed"
      " where excluded.first_attempts > first_attempts or excluded.came_back > came_back",
      {row.organisation, row.counts.day, row.host,
       static_cast<std::int64_t>(row.counts.first_attempts),
       static_cast<std::int64_t>(row.counts.came_back)});
}

}  // namespace

StoreResult<void> merge_standings(Database& database, std::span<const StandingRow> rows) {
  if (auto counted = database.run("update standing_change set last = last + 1"); !counted) {
    return counted;
  }
  for (const StandingRow& row : rows) {
    if (!is_sound(row)) continue;
    if (auto merged = merge(database, row); !merged) return merged;
  }
  return {};
}

StoreResult<StandingPage> read_standings(Database& database, std::int64_t first_day,
                                         StandingPlace& place, std::size_t limit) {
  StandingPage page;
  std::size_t rows = 0;
  StandingPlace last = place;
  const auto take = [&](const Row& row) {
    ++rows;
    StandingRow standing = standing_of(row);
    last = {row.integer(5), standing.organisation, standing.counts.day, standing.host, {}, 0};
    if (is_sound(standing)) page.rows.push_back(std::move(standing));
    return true;
  };
  const auto done = database.each(
      "select organisation, day, host, first_attempts, came_back, changed from standing"
      " where (changed, organisation, day, host) > (?, ?, ?, ?) and day >= ?"
      " order by changed, organisation, day, host limit ?",
      take,
      {place.change, place.organisation, place.day, place.host, first_day,
       static_cast<std::int64_t>(limit)});
  if (!done) return tl::unexpected(done.error());
  place = std::move(last);
  page.more = rows == limit;
  return page;
}

StoreResult<std::size_t> expire_standings(Database& database, std::int64_t first_day,
                                          std::size_t limit) {
  return database.changed(
      "delete from standing where (organisation, day, host) in (select organisation, day, host"
      " from standing where day < ? limit ?)",
      {first_day, static_cast<std::int64_t>(limit)});
}

}  // namespace greycache
