// Runs the suite of every report on PostgreSQL.
#include <doctest/doctest.h>

#include "greycache/postgres/postgres_history.h"
#include "greycache/postgres/postgres_report.h"
#include "tests/contract/persistent_store_suite.h"
#include "tests/contract/postgres_harness.h"
#include "tests/contract/report_suite.h"

namespace greycache {

std::unique_ptr<HistoryStore> fresh_history() {
  REQUIRE_STORED(harness::fresh_postgres_store()->open());
  return std::make_unique<PostgresHistory>(harness::settings());
}

std::unique_ptr<ReportStore> report_of_history() {
  return std::make_unique<PostgresReport>(harness::settings());
}

}  // namespace greycache
