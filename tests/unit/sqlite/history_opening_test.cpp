// What the history needs of a file to be opened: no lock, and no summaries of the right form.
#include <doctest/doctest.h>

#include <string>

#include "greycache/sqlite/sqlite_history.h"
#include "tests/unit/sqlite/history_file.h"

namespace greycache::history_opening_test {

namespace {

std::size_t found(const std::string& directory, const std::string& reference) {
  SqliteHistory history(directory);
  HistoryPlace place;
  const auto rows = history.find(of_reference(reference), place, 9);
  REQUIRE_STORED(rows);
  return rows->size();
}

}  // namespace

TEST_CASE("history: who asks first while another program writes the file is answered") {
  HistoryFile file;
  file.write_robots(1, 3);
  auto other = file.open();
  REQUIRE_STORED(other.script("begin immediate"));
  CHECK(found(file.directory(), "R2") == 1);
}

TEST_CASE("history: summaries of another form hide no row, and are made anew") {
  for (const char* form :
       {"create table history_summary (a, b)",
        "create view history_summary as select 1 as last, 2 as first",
        "create table history_summary (last, first, rows, newest, salt, names)"}) {
    CAPTURE(form);
    HistoryFile file;
    file.write_robots(0, 2 * HistorySummaries::kRows);
    file.run("drop table if exists history_summary; " + std::string(form));
    CHECK(found(file.directory(), "R2") == 1);
    SqliteHistory next(file.directory());
    for (auto more = next.tend(0, kHistoryNow); more.value(); more = next.tend(0, kHistoryNow)) {
    }
    CHECK(file.blocks() == 2);
    CHECK(file.number("select count(*) from history") == 2 * HistorySummaries::kRows);
  }
}

}  // namespace greycache::history_opening_test
