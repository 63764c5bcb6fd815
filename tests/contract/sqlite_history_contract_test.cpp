// Runs the suite of every history store on SQLite, and what is SQLite's alone.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "greycache/sqlite/sqlite_history.h"
#include "tests/contract/history_store_suite.h"
#include "tests/contract/persistent_store_suite.h"
#include "tests/unit/temporary_directory.h"

namespace greycache {

namespace {

std::unique_ptr<TemporaryDirectory>& directory() {
  static std::unique_ptr<TemporaryDirectory> the_directory;
  return the_directory;
}

HistoryRow long_row(UnixTime at) {
  HistoryRow row;
  row.at = at;
  row.helo_name = std::string(500, 'x');
  return row;
}

std::size_t count(HistoryStore& store) {
  HistoryPlace place;
  std::size_t rows = 0;
  while (!place.done) {
    const auto piece = store.find({}, place, 1'000'000);
    REQUIRE_STORED(piece);
    rows += piece->size();
  }
  return rows;
}

}  // namespace

std::unique_ptr<HistoryStore> fresh_history() {
  directory() = std::make_unique<TemporaryDirectory>();
  return reopened_history();
}

std::unique_ptr<HistoryStore> reopened_history() {
  return std::make_unique<SqliteHistory>(directory()->path());
}

TEST_CASE("history.sqlite does not grow beyond its bound: the oldest rows go first") {
  const TemporaryDirectory place;
  SqliteHistory store(place.path(), 1'000'000);
  const UnixTime now = history_now();
  for (int batch = 0; batch < 8; ++batch) {
    const std::vector<HistoryRow> rows(1000, long_row(now + batch));
    REQUIRE_STORED(store.write(rows));
    while (*store.tend(0, now)) {
    }
  }
  CHECK(count(store) <= 2000);
  CHECK(count(store) >= 1000);
  CHECK(std::filesystem::file_size(place.file("history.sqlite")) < 4'000'000);
  HistoryPlace newest;
  CHECK(store.find({}, newest, 1)->front().at == now + 7);
}

TEST_CASE("a step of dropping takes a thousand rows at most") {
  const TemporaryDirectory place;
  SqliteHistory store(place.path());
  const std::vector<HistoryRow> rows(2500, long_row(100));
  REQUIRE_STORED(store.write(rows));
  CHECK(*store.tend(200, 300));
  CHECK(count(store) == 1500);
  CHECK(*store.tend(200, 300));
  CHECK(*store.tend(200, 300));
  CHECK_FALSE(*store.tend(200, 300));
  CHECK(count(store) == 0);
}

TEST_CASE("a history.sqlite that is none is an error that says so, each time") {
  const TemporaryDirectory place;
  place.write("history.sqlite", "this is no database, but long enough to look like one");
  SqliteHistory store(place.path());
  for (int i = 0; i < 2; ++i) {
    const auto written = store.write({});
    REQUIRE_FALSE(written.has_value());
    CHECK(written.error().message.find("history.sqlite") != std::string::npos);
  }
}

}  // namespace greycache
