// Runs the suite of every history store on SQLite, and what is SQLite's alone.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "greycache/sqlite/file_look.h"
#include "greycache/sqlite/sqlite_history.h"
#include "greycache/sqlite/sqlite_report.h"
#include "tests/contract/history_store_suite.h"
#include "tests/contract/persistent_store_suite.h"
#include "tests/unit/kept_log.h"
#include "tests/unit/temporary_directory.h"

namespace greycache {

namespace {

std::unique_ptr<TemporaryDirectory>& directory() {
  static std::unique_ptr<TemporaryDirectory> the_directory;
  return the_directory;
}

constexpr UnixTime kDay = 86'400;

std::vector<std::string> files_of(const TemporaryDirectory& place) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(place.path())) {
    names.push_back(entry.path().filename().string());
  }
  return names;
}

HistoryLine long_line(UnixTime at) {
  HistoryRow row;
  row.at = at;
  row.helo_name = std::string(500, 'x');
  return history_line_of(row);
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
    const std::vector<HistoryLine> rows(1000, long_line(now + batch));
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
  const std::vector<HistoryLine> rows(2500, long_line(100));
  REQUIRE_STORED(store.write(rows));
  for (const std::size_t left : {1500U, 500U, 0U}) {
    CHECK(*store.tend(kDay, 3 * kDay));
    CHECK(count(store) == left);
  }
  while (*store.tend(kDay, 3 * kDay)) {
  }
  CHECK(count(store) == 0);
}

TEST_CASE("a day goes as a whole, but where less than one is kept") {
  const TemporaryDirectory place;
  SqliteHistory store(place.path());
  REQUIRE_STORED(
      store.write(std::vector<HistoryLine>{long_line(2 * kDay), long_line(2 * kDay + 10)}));
  CHECK_FALSE(*store.tend(3 * kDay - 1, 9 * kDay));
  CHECK(count(store) == 2);
  CHECK(*store.tend(2 * kDay + 5, 2 * kDay + 100));
  CHECK(count(store) == 1);
  CHECK(*store.tend(3 * kDay, 9 * kDay));
  CHECK(count(store) == 0);
}

TEST_CASE("rows of a clock that ran ahead keep none of those behind them") {
  const TemporaryDirectory place;
  SqliteHistory store(place.path());
  REQUIRE_STORED(store.write(std::vector<HistoryLine>(1500, long_line(4000 * kDay))));
  REQUIRE_STORED(store.write(std::vector<HistoryLine>(1500, long_line(kDay))));
  REQUIRE_STORED(store.write(std::vector<HistoryLine>{long_line(9 * kDay)}));
  int steps = 0;
  while (*store.tend(8 * kDay, 9 * kDay)) REQUIRE(++steps < 1000);
  CHECK(count(store) == 1501);
}

TEST_CASE("rows of a clock that was behind for a while end no search") {
  const TemporaryDirectory place;
  SqliteHistory store(place.path());
  REQUIRE_STORED(store.write(std::vector<HistoryLine>{long_line(9 * kDay)}));
  REQUIRE_STORED(store.write(std::vector<HistoryLine>(100, long_line(1))));
  HistoryPlace newest;
  HistoryQuery query;
  query.since = 8 * kDay;
  CHECK(store.find(query, newest, 10)->size() == 1);
}

TEST_CASE("what is deleted leaves the file, a step at a time") {
  const TemporaryDirectory place;
  const std::string path = place.file("history.sqlite");
  SqliteHistory store(place.path());
  REQUIRE_STORED(store.write(std::vector<HistoryLine>(20'000, long_line(100))));
  while (*store.tend(kDay, 3 * kDay)) {
  }
  // The log is moved to the file now and then.
  REQUIRE(Database::open(path, Database::Synchronous::normal, std::chrono::seconds(1))
              ->script("pragma wal_checkpoint(truncate)"));
  CHECK(std::filesystem::file_size(path) < 3'000'000);
}

TEST_CASE("a file of a newer version stays as it is, and that is said with what to do") {
  const TemporaryDirectory place;
  REQUIRE_STORED(SqliteHistory(place.path()).write(std::vector<HistoryLine>{long_line(100)}));
  REQUIRE(Database::open(place.file("history.sqlite"), Database::Synchronous::normal,
                         std::chrono::seconds(1))
              ->script("pragma user_version = 7"));
  SqliteHistory store(place.path());
  const auto written = store.write({});
  REQUIRE_FALSE(written.has_value());
  CHECK(written.error().message.find("has schema 7") != std::string::npos);
  CHECK(written.error().message.find("move") != std::string::npos);
  SqliteReport report(place.path(), std::chrono::seconds(1));
  CHECK(report.hosts({}).error().message.find("has schema 7") != std::string::npos);
  CHECK(files_of(place).size() <= 3);
}

TEST_CASE("a history.sqlite that is none is moved aside when it is to be written, and said") {
  const KeptLog log;
  const TemporaryDirectory place;
  const std::string garbage = "this is no database, but long enough to look like one";
  place.write("history.sqlite", garbage);
  SqliteHistory asked(place.path());
  HistoryPlace newest;
  CHECK(asked.find({}, newest, 1).error().message.find("history.sqlite") != std::string::npos);
  CHECK(files_of(place) == std::vector<std::string>{"history.sqlite"});
  SqliteHistory store(place.path());
  REQUIRE_STORED(store.write(std::vector<HistoryLine>{long_line(100)}));
  CHECK(count(store) == 1);
  CHECK(count(asked) == 1);
  CHECK(log.count("the history is damaged") == 1);
  int aside = 0;
  for (const std::string& name : files_of(place)) {
    if (!name.starts_with("history.sqlite.corrupt-")) continue;
    ++aside;
    CHECK(place.read(name) == garbage);
  }
  CHECK(aside == 1);
}

TEST_CASE("a file that is cut off is moved aside, too, and who reads it goes on with the new one") {
  const KeptLog log;
  const TemporaryDirectory place;
  {
    SqliteHistory store(place.path());
    REQUIRE_STORED(store.write(std::vector<HistoryLine>(1000, long_line(100))));
  }
  std::filesystem::resize_file(place.file("history.sqlite"), 20'000);
  CHECK(look_at_file(place.file("history.sqlite")).damage.find("cut off") != std::string::npos);
  SqliteHistory store(place.path());
  SqliteHistory asked(place.path());
  HistoryPlace newest;
  (void)asked.find({}, newest, 1);
  REQUIRE_STORED(store.write(std::vector<HistoryLine>{long_line(200)}));
  CHECK(log.count("the history is damaged") == 1);
  CHECK(count(asked) == 1);
}

TEST_CASE("a directory in the place of history.sqlite stays, and is an error each time") {
  const TemporaryDirectory place;
  std::filesystem::create_directory(place.file("history.sqlite"));
  SqliteHistory store(place.path());
  for (int i = 0; i < 2; ++i) {
    const auto written = store.write({});
    REQUIRE_FALSE(written.has_value());
    CHECK(written.error().message.find("history.sqlite") != std::string::npos);
  }
  CHECK(files_of(place) == std::vector<std::string>{"history.sqlite"});
}

TEST_CASE("a look at a file tells a sound one from what is none, and touches nothing") {
  const TemporaryDirectory place;
  CHECK(look_at_file(place.file("none")).damage.empty());
  place.write("empty", "");
  CHECK(look_at_file(place.file("empty")).damage.empty());
  place.write("short", "SQLite format 3");
  CHECK(look_at_file(place.file("short")).damage == "it is no SQLite database");
  CHECK(look_at_file(place.path()).damage == "it is no file");
  { REQUIRE_STORED(SqliteHistory(place.path()).write(std::vector<HistoryLine>{long_line(1)})); }
  const FileLook look = look_at_file(place.file("history.sqlite"));
  CHECK(look.damage.empty());
  CHECK(look.version == kHistoryVersion);
}

}  // namespace greycache
