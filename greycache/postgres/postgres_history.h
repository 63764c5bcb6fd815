// The history in PostgreSQL's table history, which all hosts share.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "greycache/history/history_store.h"
#include "greycache/postgres/connection.h"
#include "greycache/postgres/postgres_settings.h"

namespace greycache {

// By a connection of its own, made at the first call. The table is that of sql/006_history.sql,
// which the persistent store brings about: until then each call is an error. A commit is not waited
// for (synchronous_commit): a server that crashes may lose the last of it.
class PostgresHistory final : public HistoryStore {
 public:
  explicit PostgresHistory(PostgresSettings settings) : settings_(std::move(settings)) {}

  StoreResult<void> write(std::span<const HistoryLine> rows) override;
  // Makes the partitions of the days to come, and drops those that are over; one host at a time.
  StoreResult<bool> tend(UnixTime before, UnixTime now) override;
  // An index serves what names a mail, an address or a client's address, in one piece; anything
  // else is looked for in pieces of time.
  StoreResult<std::vector<HistoryRow>> find(const HistoryQuery& query, HistoryPlace& place,
                                            std::size_t limit) override;

 private:
  Deadline deadline() const {
    return std::chrono::steady_clock::now() + settings_.statement_timeout;
  }
  StoreResult<void> ready();
  StoreResult<std::vector<Rows>> execute(std::span<const Statement> statements);
  // Cancelled (StoreError::Kind::contention) after `most`; 0: as any statement is.
  StoreResult<std::vector<HistoryRow>> rows_of(const HistoryQuery& query, std::size_t limit,
                                               std::chrono::milliseconds most = {});

  PostgresSettings settings_;
  Connection connection_;
};

}  // namespace greycache
