// The report on PostgreSQL's table history.
#pragma once

#include <vector>

#include "greycache/history/report_store.h"
#include "greycache/postgres/connection.h"
#include "greycache/postgres/postgres_settings.h"

namespace greycache {

// By a connection of its own, made at the first call. Of all hosts that share the table.
class PostgresReport final : public ReportStore {
 public:
  explicit PostgresReport(PostgresSettings settings) : settings_(std::move(settings)) {}

  StoreResult<std::vector<HostOutcome>> hosts(const ReportQuestion& question) override;
  StoreResult<MailGroups> mails(const ReportQuestion& question) override;
  StoreResult<std::vector<LongWait>> waits(const ReportQuestion& question) override;

 private:
  StoreResult<Rows> ask(const std::string& sql, Parameters parameters);

  PostgresSettings settings_;
  Connection connection_;
};

}  // namespace greycache
