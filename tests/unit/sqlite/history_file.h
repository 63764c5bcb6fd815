// A history.sqlite for one test: rows with names of their own, and searches whose rows are counted.
#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

#include "greycache/sqlite/history_scan.h"
#include "greycache/sqlite/sqlite_history.h"
#include "tests/contract/persistent_store_suite.h"
#include "tests/unit/temporary_directory.h"

namespace greycache {

inline constexpr UnixTime kDay = 86'400;
inline constexpr UnixTime kHistoryNow = 20'000 * kDay;

// As of a robot, which uses no name twice.
inline HistoryRow robot(int number, UnixTime at = kHistoryNow) {
  const std::string n = std::to_string(number);
  HistoryRow row;
  row.at = at;
  row.mx = "mx1.site.example";
  row.reference = "R" + n;
  row.outcome = "new";
  row.client_address = "192.0." + n;
  row.client_name = "host" + n + ".isp.example";
  row.helo_name = "helo";
  row.sender = "user" + n + "@sender" + n + ".example";
  row.recipient = "bob" + n + "@customer.example";
  row.src = "192." + n;
  row.organisation = "isp" + n + ".example";
  return row;
}

inline HistoryQuery of_reference(const std::string& reference) {
  HistoryQuery query;
  query.references = {reference};
  return query;
}

class HistoryFile {
 public:
  struct Found {
    std::vector<HistoryRow> rows;
    std::int64_t looked_at = 0;  // rows
    std::int64_t pieces = 0;
  };

  HistoryFile() : store_(place_.path()) {}

  SqliteHistory& store() { return store_; }
  const std::string& directory() const { return place_.path(); }

  void write(const std::vector<HistoryRow>& rows) {
    std::vector<HistoryLine> lines;
    for (const HistoryRow& row : rows) lines.push_back(history_line_of(row));
    REQUIRE_STORED(store_.write(lines));
  }
  // Robots from one number to before the other, in batches as the daemon writes them.
  void write_robots(int from, int to, UnixTime at = kHistoryNow) {
    for (int begin = from; begin < to; begin += 1000) {
      std::vector<HistoryRow> rows;
      for (int i = begin; i < std::min(begin + 1000, to); ++i) rows.push_back(robot(i, at));
      write(rows);
    }
  }
  void tend(UnixTime before = 0) {
    int steps = 0;
    for (auto more = store_.tend(before, kHistoryNow);; more = store_.tend(before, kHistoryNow)) {
      REQUIRE_STORED(more);
      REQUIRE(++steps < 10'000);
      if (!*more) return;
    }
  }

  // As who looks into the file, or as a version that knows of no summaries.
  Database open() const {
    auto opened = Database::open(place_.file("history.sqlite"), Database::Synchronous::off,
                                 std::chrono::seconds(1));
    REQUIRE(opened.has_value());
    return std::move(*opened);
  }
  void run(const std::string& sql) const {
    auto database = open();
    REQUIRE_STORED(database.script(sql));
  }
  std::int64_t number(const std::string& sql) const {
    auto database = open();
    const auto number = database.number(sql);
    REQUIRE_STORED(number);
    return *number;
  }
  std::int64_t blocks() const { return number("select count(*) from history_summary"); }

  // All pieces of a search.
  Found find(const HistoryQuery& query) const {
    Found found;
    auto database = open();
    const EachRow each = [&](std::string_view sql, const Database::RowCallback& row,
                             Database::Values values) {
      const bool counts = sql.starts_with("select number, at, delay, mail from history ");
      return database.each(
          sql,
          [&](const Row& each_row) {
            if (counts) ++found.looked_at;
            return row(each_row);
          },
          values);
    };
    for (HistoryPlace place; !place.done; ++found.pieces) {
      HistoryScan scan(each, query, place, 1'000'000);
      REQUIRE_STORED(scan.run());
      for (HistoryRow& row : scan.take()) found.rows.push_back(std::move(row));
    }
    return found;
  }

 private:
  TemporaryDirectory place_;
  SqliteHistory store_;
};

}  // namespace greycache
