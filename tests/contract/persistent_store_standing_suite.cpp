// The suite of every persistent store, part five: the counters of organisations' standing.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "tests/contract/persistent_store_suite.h"

namespace greycache::persistent_store_standing_suite {

namespace {

constexpr std::int64_t kToday = 19'675;

StandingRow row(const std::string& organisation, const std::string& host,
                std::uint64_t first_attempts, std::uint64_t came_back, std::int64_t day = kToday) {
  return {organisation, host, {day, first_attempts, came_back}};
}

void write(PersistentStore& store, const std::vector<StandingRow>& rows) {
  REQUIRE_STORED(store.merge_standings(rows));
}

std::vector<StandingRow> read(PersistentStore& store, StandingPlace& place,
                              std::int64_t first_day = 0, std::size_t limit = 100) {
  wait_for_older_writers();
  std::vector<StandingRow> rows;
  for (bool more = true; more;) {
    const auto page = store.read_standings(first_day, place, limit);
    REQUIRE_STORED(page);
    CHECK(page->rows.size() <= limit);
    rows.insert(rows.end(), page->rows.begin(), page->rows.end());
    more = page->more;
  }
  std::ranges::sort(rows, {}, [](const StandingRow& r) {
    return std::tuple(r.organisation, r.counts.day, r.host);
  });
  return rows;
}

std::vector<StandingRow> read_all(PersistentStore& store) {
  StandingPlace place;
  return read(store, place);
}

using Rows = std::vector<StandingRow>;

}  // namespace

TEST_CASE("counters of a day and process come back, the greatest of each") {
  const auto store = open_fresh_store();
  CHECK(read_all(*store).empty());
  write(*store, {});
  write(*store, {row("a.example", "mx1", 3, 1), row("a.example", "mx2", 5, 5)});
  write(*store, {row("a.example", "mx1", 2, 2), row("a.example", "mx1", 4, 0, kToday + 1)});
  CHECK(read_all(*store) == Rows{row("a.example", "mx1", 3, 2), row("a.example", "mx2", 5, 5),
                                 row("a.example", "mx1", 4, 0, kToday + 1)});
}

TEST_CASE("any order and repetition of rows leaves the same counters") {
  const auto store = open_fresh_store();
  for (const std::uint64_t count : {3U, 9U, 1U, 9U, 4U}) {
    write(*store, {row("a.example", "mx1", count, 10 - count)});
  }
  CHECK(read_all(*store) == Rows{row("a.example", "mx1", 9, 9)});
}

TEST_CASE("of rows of one day and process that are written at once the greatest counters stay") {
  const auto store = open_fresh_store();
  write(*store, {row("a.example", "mx1", 3, 1), row("b.example", "mx1", 1, 0),
                 row("a.example", "mx1", 2, 2), row("a.example", "mx1", 3, 1)});
  const Rows rows{row("a.example", "mx1", 3, 2), row("b.example", "mx1", 1, 0)};
  CHECK(read_all(*store) == rows);
  write(*store, {row("a.example", "mx1", 1, 1), row("a.example", "mx1", 3, 0)});
  CHECK(read_all(*store) == rows);
}

TEST_CASE("what was read is not read again, and what changes is") {
  const auto store = open_fresh_store();
  StandingPlace place;
  write(*store, {row("a.example", "mx1", 1, 0), row("b.example", "mx1", 1, 0)});
  CHECK(read(*store, place).size() == 2);
  CHECK(read(*store, place).empty());
  write(*store, {row("b.example", "mx1", 2, 0)});
  CHECK(read(*store, place) == Rows{row("b.example", "mx1", 2, 0)});
  // As it is already.
  write(*store, {row("b.example", "mx1", 1, 0), row("a.example", "mx1", 1, 0)});
  CHECK(read(*store, place).empty());
}

TEST_CASE("rows are read page by page, each once, also where they were written together") {
  const auto store = open_fresh_store();
  Rows rows;
  for (int i = 0; i < 25; ++i) rows.push_back(row("o" + std::to_string(100 + i), "mx1", 1, 0));
  write(*store, rows);
  for (const std::size_t limit : {1U, 7U, 25U, 26U}) {
    CAPTURE(limit);
    StandingPlace place;
    CHECK(read(*store, place, 0, limit) == rows);
    CHECK(read(*store, place, 0, limit).empty());
  }
}

TEST_CASE("another process reads what this one wrote") {
  const auto store = open_fresh_store();
  const auto other = reopened_store();
  REQUIRE_STORED(other->open());
  StandingPlace place;
  write(*store, {row("a.example", "mx1", 1, 0)});
  CHECK(read(*other, place) == Rows{row("a.example", "mx1", 1, 0)});
  write(*store, {row("a.example", "mx1", 2, 1)});
  CHECK(read(*other, place) == Rows{row("a.example", "mx1", 2, 1)});
}

TEST_CASE("days before the first that is wanted are not read, and are deleted") {
  const auto store = open_fresh_store();
  write(*store, {row("a.example", "mx1", 1, 0, 7), row("a.example", "mx1", 1, 0, 8),
                 row("b.example", "mx1", 1, 0, 6), row("b.example", "mx1", 1, 0, 9)});
  StandingPlace place;
  CHECK(read(*store, place, 8).size() == 2);
  const auto some = store->expire_standings(8, 1);
  REQUIRE_STORED(some);
  CHECK(*some == 1);
  CHECK(*store->expire_standings(8, 100) == 1);
  CHECK(*store->expire_standings(8, 100) == 0);
  CHECK(read_all(*store) ==
        Rows{row("a.example", "mx1", 1, 0, 8), row("b.example", "mx1", 1, 0, 9)});
}

TEST_CASE("a row that makes no sense is left out, and the others of its batch are not") {
  const auto store = open_fresh_store();
  const StandingRow sound = row("a.example", "mx1", 1, 0);
  write(*store, {row("", "mx1", 1, 0), row("a b", "mx1", 1, 0), row("a.example", "", 1, 0),
                 row("a.example", std::string(1024, 'x'), 1, 0), row("a.example", "mx1", 1, 0, -1),
                 row("a.example", "mx1", 1, 0, kLatestDay + 1),
                 row("a.example", "mx1", UINT64_MAX, 0), sound});
  CHECK(read_all(*store) == Rows{sound});
}

}  // namespace greycache::persistent_store_standing_suite
