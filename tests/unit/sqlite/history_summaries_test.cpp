// Summaries of the history: what a search looks at, and that nothing makes it miss a row.
#include "greycache/sqlite/history_summaries.h"

#include <doctest/doctest.h>

#include "tests/unit/sqlite/history_file.h"

namespace greycache {

namespace {

constexpr int kBlock = static_cast<int>(HistorySummaries::kRows);

// A summary takes a name for one of its own now and then: never all of them.
constexpr int kBlocks = 12;
constexpr std::int64_t kFew = 6 * kBlock;

std::vector<HistoryRow> one(int number, UnixTime at = kHistoryNow) {
  return {robot(number, at)};
}

}  // namespace

TEST_CASE("a row is found by each of its names without looking at most of the others") {
  HistoryFile file;
  file.write_robots(0, kBlocks * kBlock);
  file.tend();
  CHECK(file.blocks() == kBlocks);
  const int wanted = 2 * kBlock + 7;
  const HistoryRow row = robot(wanted);
  const auto check = [&](const auto& condition) {
    HistoryQuery query;
    condition(query);
    const auto found = file.find(query);
    CHECK(found.rows == std::vector<HistoryRow>{row});
    CHECK(found.looked_at < kFew);
  };
  check([&](HistoryQuery& query) { query.references = {row.reference}; });
  check([&](HistoryQuery& query) { query.references = {"nobody's", row.reference}; });
  check([&](HistoryQuery& query) { query.sender = row.sender; });
  check([&](HistoryQuery& query) { query.recipient = row.recipient; });
  check([&](HistoryQuery& query) { query.party = row.sender; });
  check([&](HistoryQuery& query) { query.party = row.recipient; });
  check([&](HistoryQuery& query) { query.client_address = row.client_address; });
  check([&](HistoryQuery& query) { query.client = row.client_name; });
  check([&](HistoryQuery& query) { query.client = row.src; });
  check([&](HistoryQuery& query) {
    query.client = "longer." + row.organisation;
    query.client_organisation = row.organisation;
  });
  check([&](HistoryQuery& query) { query.sender = row.sender.substr(row.sender.find('@')); });
  check([&](HistoryQuery& query) {
    query.recipient = "@customer.example";
    query.client = row.organisation;
  });
  CHECK(file.find(of_reference("nobody's")).looked_at < kFew);
}

TEST_CASE("a block is summed up when it is full, before the history is tended") {
  HistoryFile file;
  file.write_robots(0, 3 * kBlock);
  CHECK(file.blocks() >= 2);
  CHECK(file.find(of_reference("R5")).rows == one(5));
}

TEST_CASE("a block that is not full has no summary") {
  HistoryFile file;
  file.write_robots(0, kBlock - 1);
  file.tend();
  CHECK(file.blocks() == 0);
  file.write_robots(kBlock - 1, kBlock);
  file.tend();
  CHECK(file.blocks() == 1);
}

TEST_CASE("a file of an older version is searched as it is, and summed up when it is tended") {
  HistoryFile file;
  file.write_robots(0, kBlocks * kBlock);
  file.run("drop table if exists history_summary");
  const auto before = file.find(of_reference("R9"));
  CHECK(before.rows == one(9));
  CHECK(before.looked_at >= kBlocks * kBlock);
  SqliteHistory next(file.directory());
  while (*next.tend(0, kHistoryNow)) {
  }
  CHECK(file.blocks() == kBlocks);
  const auto after = file.find(of_reference("R9"));
  CHECK(after.rows == one(9));
  CHECK(after.looked_at < kFew);
}

TEST_CASE("the schema's version stays, so that an older version opens the file") {
  HistoryFile file;
  file.write_robots(0, kBlock);
  file.tend();
  REQUIRE(file.blocks() == 1);
  CHECK(file.number("pragma user_version") == kHistoryVersion);
}

TEST_CASE("rows that an older version writes behind the summaries are found") {
  HistoryFile file;
  file.write_robots(0, 2 * kBlock);
  file.tend();
  file.run(
      "insert into history select null, at, delay, replace(mail, 'R5\t', 'OLDER\t') from history "
      "where number = 6");
  CHECK(file.find(of_reference("OLDER")).rows.size() == 1);
  file.write_robots(2 * kBlock, 3 * kBlock);
  file.tend();
  CHECK(file.blocks() == 3);
  CHECK(file.find(of_reference("OLDER")).rows.size() == 1);
}

TEST_CASE("rows that get the numbers of others are found, and have summaries in the end") {
  HistoryFile file;
  file.write_robots(0, 3 * kBlock);
  file.tend();
  // An older version has deleted all, and written as many rows.
  file.run(
      "create temp table kept as select at, delay, mail from history;"
      "delete from history;"
      "insert into history select null, at, delay, replace(mail, 'R', 'X') from kept");
  for (const char* reference : {"X0", "X5000", "X12287"}) {
    CHECK(file.find(of_reference(reference)).rows.size() == 1);
    CHECK(file.find(of_reference("R" + std::string(reference + 1))).rows.empty());
  }
  SqliteHistory next(file.directory());
  while (*next.tend(0, kHistoryNow)) {
  }
  CHECK(file.blocks() == 3);
  const auto found = file.find(of_reference("X5000"));
  CHECK(found.rows.size() == 1);
  CHECK(found.looked_at < 3 * kBlock);
}

TEST_CASE("where only the last rows were deleted and written anew nothing is missed") {
  HistoryFile file;
  file.write_robots(0, 2 * kBlock);
  file.tend();
  file.run("delete from history where number > 8000;");
  file.write_robots(50'000, 50'192);
  CHECK(file.number("select max(number) from history") == 8192);
  CHECK(file.find(of_reference("R50007")).rows == one(50'007));
  CHECK(file.find(of_reference("R50191")).rows == one(50'191));
  CHECK(file.find(of_reference("R3")).rows == one(3));
}

TEST_CASE("summaries go with the rows of their blocks") {
  HistoryFile file;
  file.write_robots(0, 2 * kBlock, kHistoryNow - 9 * kDay);
  file.write_robots(2 * kBlock, 4 * kBlock, kHistoryNow);
  file.tend();
  REQUIRE(file.blocks() == 4);
  REQUIRE_STORED(
      file.store().tend(kHistoryNow - 7 * kDay, kHistoryNow));  // a thousand rows: part of a block
  CHECK(file.blocks() == 4);
  CHECK(file.find(of_reference("R999")).rows.empty());
  CHECK(file.find(of_reference("R1000")).rows == one(1000, kHistoryNow - 9 * kDay));
  file.tend(kHistoryNow - 7 * kDay);
  CHECK(file.blocks() == 2);
  CHECK(file.find(of_reference("R8191")).rows.empty());
  CHECK(file.find(of_reference("R8192")).rows == one(8192));
}

TEST_CASE("a history that lost all its rows begins anew, in the same process, too") {
  HistoryFile file;
  file.write_robots(0, 2 * kBlock, kHistoryNow - 9 * kDay);
  file.tend();
  file.tend(kHistoryNow - 7 * kDay);
  CHECK(file.blocks() == 0);
  file.write_robots(0, 2 * kBlock);
  file.tend();
  CHECK(file.number("select min(number) from history") == 1);
  CHECK(file.blocks() == 2);
  CHECK(file.find(of_reference("R5")).rows == one(5));
}

TEST_CASE("a history that somebody else has emptied begins anew") {
  HistoryFile file;
  file.write_robots(0, 3 * kBlock);
  file.tend();
  file.run("delete from history");
  file.write_robots(0, 2 * kBlock);
  file.tend();
  CHECK(file.number("select max(number) from history") == 2 * kBlock);
  CHECK(file.blocks() == 2);
  CHECK(file.find(of_reference("R5")).rows == one(5));
}

TEST_CASE("what a clock that ran ahead leaves of a block is summed up again") {
  HistoryFile file;
  for (int i = 0; i < 2 * kBlock; i += 2) {
    file.write({robot(i, kHistoryNow + 400 * kDay), robot(i + 1, kHistoryNow - 9 * kDay)});
  }
  file.write(one(9000));
  file.tend();
  REQUIRE(file.blocks() == 2);
  file.tend(kHistoryNow - 7 * kDay);
  CHECK(file.number("select count(*) from history") == kBlock + 1);
  CHECK(file.find(of_reference("R8190")).rows.size() == 1);
  CHECK(file.find(of_reference("R0")).rows.size() == 1);
  CHECK(file.blocks() == 2);
}

TEST_CASE("a summary that was damaged hides nothing") {
  HistoryFile file;
  file.write_robots(0, 3 * kBlock);
  file.tend();
  file.run("create table sound as select * from history_summary");
  for (const char* damage : {"names = x'00'", "names = x''", "first = last + 1", "first = 1",
                             "salt = salt + 1", "witness = witness + 1", "last = 9000"}) {
    CAPTURE(damage);
    file.run(
        "delete from history_summary; insert into history_summary select * from sound;"
        "update history_summary set " +
        std::string(damage) + " where last = 8192");
    for (const int number : {0, 4095, 4096, 5000, 8191, 8192, 12'287}) {
      CHECK(file.find(of_reference("R" + std::to_string(number))).rows.size() == 1);
    }
  }
}

TEST_CASE("a search in pieces of no time comes to an end, over blocks, too") {
  HistoryFile file;
  file.write_robots(0, 3 * kBlock);
  file.tend();
  HistoryQuery query = of_reference("R1");
  query.time = std::chrono::milliseconds(0);
  const auto found = file.find(query);
  CHECK(found.rows == one(1));
  CHECK(found.pieces >= 3);
}

TEST_CASE("a search of the last days does not go through the summaries of all years") {
  HistoryFile file;
  file.write_robots(0, 3 * kBlock, kHistoryNow - 300 * kDay);
  file.write_robots(3 * kBlock, 4 * kBlock, kHistoryNow);
  file.tend();
  // A clock that was behind when this one was written would be found else.
  file.run("update history set at = 20000 * 86400 where number = 1");
  HistoryQuery query = of_reference("R0");
  query.since = kHistoryNow - kDay;
  CHECK(file.find(query).rows.empty());
  query.since = 0;
  CHECK(file.find(query).rows.size() == 1);
}

}  // namespace greycache
