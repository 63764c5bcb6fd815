// The report on the file history.sqlite.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "greycache/history/report_store.h"
#include "greycache/sqlite/database.h"

namespace greycache {

// Reads beside who writes it; neither waits for the other. Each call reads the rows since a time,
// for `patience` at most. Where there is no file nothing has waited.
class SqliteReport final : public ReportStore {
 public:
  SqliteReport(const std::string& state_dir, std::chrono::milliseconds patience);

  StoreResult<std::vector<HostOutcome>> hosts(const ReportQuestion& question) override;
  StoreResult<MailGroups> mails(const ReportQuestion& question) override;
  StoreResult<std::vector<LongWait>> waits(const ReportQuestion& question) override;

 private:
  // Its number: about where the rows since `since` begin.
  StoreResult<std::int64_t> first_row(UnixTime since);
  StoreResult<void> each(std::string_view sql, const Database::RowCallback& row,
                         Database::Values values);

  std::string path_;
  std::chrono::milliseconds patience_;
  std::optional<Database> database_;
};

}  // namespace greycache
