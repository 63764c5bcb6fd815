// Shows the connection to a SQLite file: transactions, time limits, and what its errors mean.
#include "greycache/sqlite/database.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "tests/unit/sqlite/file_size_limit.h"
#include "tests/unit/temporary_directory.h"

namespace greycache {

namespace {

using namespace std::chrono_literals;
using Kind = StoreError::Kind;

StoreResult<Database> open(const std::string& path, std::chrono::milliseconds patience = 10ms) {
  return Database::open(path, Database::Synchronous::off, patience);
}

Database open_with_table(const TemporaryDirectory& directory) {
  auto database = open(directory.file("test.sqlite"));
  REQUIRE(database.has_value());
  REQUIRE(database->script("create table t (a integer primary key, b text not null) strict"));
  return std::move(*database);
}

template <typename T>
Kind kind_of(const StoreResult<T>& result) {
  REQUIRE_FALSE(result.has_value());
  CHECK_FALSE(result.error().message.empty());
  return result.error().kind;
}

}  // namespace

TEST_CASE("database: a new file can be read by its owner only") {
  const TemporaryDirectory directory;
  const Database database = open_with_table(directory);
  for (const char* name : {"test.sqlite", "test.sqlite-wal", "test.sqlite-shm"}) {
    struct stat status {};
    REQUIRE(stat(directory.file(name).c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
  }
}

TEST_CASE("database: values go in and come out as they are") {
  const TemporaryDirectory directory;
  Database database = open_with_table(directory);
  const std::string text("a'b\"\0c\n%", 8);
  REQUIRE(database.run("insert into t values (?, ?)", {INT64_MIN, text}));
  REQUIRE(database.run("insert into t values (?, ?)", {std::int64_t{7}, std::string_view()}));
  std::vector<std::pair<std::int64_t, std::string>> rows;
  REQUIRE(database.each("select a, b from t order by a", [&rows](const Row& row) {
    rows.emplace_back(row.integer(0), row.text(1));
    return true;
  }));
  REQUIRE(rows.size() == 2);
  CHECK(rows[0] == std::pair(INT64_MIN, text));
  CHECK(rows[1] == std::pair(std::int64_t{7}, std::string()));
}

TEST_CASE("database: a statement is known by its text, not by where that stands") {
  const TemporaryDirectory directory;
  auto database = Database::open(directory.path() + "/a.sqlite", Database::Synchronous::off, 0ms);
  REQUIRE(database);
  std::string text = "select 1";
  CHECK(database->number(text) == 1);
  text.back() = '2';
  CHECK(database->number(text) == 2);
}

TEST_CASE("database: a row callback ends the statement by false") {
  const TemporaryDirectory directory;
  Database database = open_with_table(directory);
  REQUIRE(database.script("insert into t values (1, ''), (2, ''), (3, '')"));
  int seen = 0;
  REQUIRE(database.each("select a from t", [&seen](const Row&) { return ++seen < 2; }));
  CHECK(seen == 2);
  CHECK(database.number("select count(*) from t") == 3);
  CHECK(database.number("select a from t where a = 4") == 0);
}

TEST_CASE("database: a transaction is done whole or not at all") {
  const TemporaryDirectory directory;
  Database database = open_with_table(directory);
  const auto failed = database.transaction([&]() -> StoreResult<void> {
    REQUIRE(database.run("insert into t values (1, '')"));
    return database.run("insert into t values (1, '')");
  });
  CHECK(kind_of(failed) == Kind::data);
  CHECK(database.number("select count(*) from t") == 0);
  REQUIRE(database.transaction([&] { return database.run("insert into t values (1, '')"); }));
  CHECK(database.number("select count(*) from t") == 1);
}

TEST_CASE("database: what is locked by another is contention, after the time of patience") {
  const TemporaryDirectory directory;
  Database one = open_with_table(directory);
  auto other = open(directory.file("test.sqlite"));
  REQUIRE(other.has_value());
  REQUIRE(one.run("begin immediate"));
  CHECK(kind_of(other->run("insert into t values (1, '')")) == Kind::contention);
  REQUIRE(one.run("commit"));
  CHECK(other->run("insert into t values (1, '')").has_value());
}

TEST_CASE("database: a full disk is read_only, and writing goes on when there is room") {
  const TemporaryDirectory directory;
  Database database = open_with_table(directory);
  const std::string large(300'000, 'x');
  {
    const FileSizeLimit limit(200'000);
    CHECK(kind_of(database.run("insert into t values (1, ?)", {large})) == Kind::read_only);
    CHECK(database.number("select count(*) from t") == 0);
  }
  CHECK(database.run("insert into t values (1, ?)", {large}).has_value());
}

TEST_CASE("database: a statement beyond the time limit ends as unavailable") {
  const TemporaryDirectory directory;
  Database database = open_with_table(directory);
  const std::string_view endless =
      "with recursive n (i) as (select 1 union all select i + 1 from n) select max(i) from n";
  database.limit_time(20ms);
  CHECK(kind_of(database.number(endless)) == Kind::unavailable);
  database.limit_time(0ms);
  CHECK(database.number("select count(*) from t") == 0);
}

TEST_CASE("database: a file that is no database, a table that is not there: refused") {
  const TemporaryDirectory directory;
  directory.write("text", std::string(5000, 'x'));
  CHECK(kind_of(open(directory.file("text"))) == Kind::refused);
  Database database = open_with_table(directory);
  CHECK(kind_of(database.run("insert into missing values (1)")) == Kind::refused);
}

TEST_CASE("database: a directory that is missing is refused, and named") {
  const TemporaryDirectory directory;
  const auto result = open(directory.file("missing/test.sqlite"));
  CHECK(kind_of(result) == Kind::refused);
  CHECK(result.error().message.find(directory.file("missing/test.sqlite")) != std::string::npos);
}

TEST_CASE("database: data of the wrong type is data") {
  const TemporaryDirectory directory;
  Database database = open_with_table(directory);
  CHECK(kind_of(database.run("insert into t values ('no number', '')")) == Kind::data);
}

}  // namespace greycache
