// PostgreSQL's table or SQLite's file.
#include "greycache/core/report_storage.h"

#include "greycache/core/storage.h"
#include "greycache/core/storage_settings.h"
#include "greycache/postgres/postgres_report.h"
#include "greycache/sqlite/sqlite_report.h"

namespace greycache {

namespace {

// A daemon has its answer out within 40 s of the question (QuestionServer).
constexpr Milliseconds kPatience{30'000};

}  // namespace

std::unique_ptr<ReportStore> make_report_store(const Settings& settings) {
  if (settings.storage == Storage::embedded) {
    return std::make_unique<SqliteReport>(settings.state_dir, kPatience);
  }
  PostgresSettings postgres = postgres_settings_of(settings, kSchema);
  postgres.statement_timeout = kPatience;
  return std::make_unique<PostgresReport>(std::move(postgres));
}

}  // namespace greycache
