// Runs the suite of every report on SQLite.
#include <doctest/doctest.h>

#include "greycache/sqlite/sqlite_history.h"
#include "greycache/sqlite/sqlite_report.h"
#include "tests/contract/persistent_store_suite.h"
#include "tests/contract/report_suite.h"
#include "tests/unit/temporary_directory.h"

namespace greycache {

namespace {

constexpr std::chrono::milliseconds kPatience{20'000};

std::unique_ptr<TemporaryDirectory>& directory() {
  static std::unique_ptr<TemporaryDirectory> the_directory;
  return the_directory;
}

}  // namespace

std::unique_ptr<HistoryStore> fresh_history() {
  directory() = std::make_unique<TemporaryDirectory>();
  return std::make_unique<SqliteHistory>(directory()->path());
}

std::unique_ptr<ReportStore> report_of_history() {
  return std::make_unique<SqliteReport>(directory()->path(), kPatience);
}

TEST_CASE("where no history was ever kept the report is empty, and makes no file") {
  const TemporaryDirectory empty;
  SqliteReport report(empty.path(), kPatience);
  const auto rows = report.hosts({});
  REQUIRE_STORED(rows);
  CHECK(rows->empty());
  CHECK(std::filesystem::is_empty(empty.path()));
}

}  // namespace greycache
