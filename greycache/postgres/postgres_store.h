// The persistent store on PostgreSQL 13 or later.
#pragma once

#include <atomic>
#include <optional>

#include "greycache/postgres/connection.h"
#include "greycache/postgres/postgres_settings.h"
#include "greycache/store/persistent_store.h"

namespace greycache {

// Tables and their meaning: sql/. Rows of `connect` are never merged in the database: every moment
// at which an attempt was seen is a row, and load() takes the least that is not expired.
class PostgresStore final : public PersistentStore {
 public:
  explicit PostgresStore(PostgresSettings settings);

  StoreResult<void> open() override;
  // "SYSTEM_IDENTIFIER/TIMELINE"
  // (https://www.postgresql.org/docs/current/continuous-archiving.html, "Timelines"): each
  // promotion and each recovery to a point in time begins another timeline.
  std::string history() const override { return history_; }
  // May take a statement timeout for each fact that PostgreSQL refuses, which it finds by halving.
  StoreResult<void> merge(std::vector<Fact> facts) override;
  StoreResult<std::vector<SourceFacts>> load(std::span<const std::string> sources,
                                             const Cutoffs& cutoffs, std::size_t most) override;
  StoreResult<std::vector<std::vector<Fact>>> find(std::span<const Keys> requests,
                                                   const Cutoffs& cutoffs,
                                                   const Excerpt& sizes) override;
  StoreResult<std::size_t> expire(const Cutoffs& cutoffs, std::size_t limit,
                                  std::vector<Fact>& forgotten) override;
  std::string upkeep_trouble() const override { return upkeep_trouble_; }
  StoreResult<std::vector<Fact>> search(const FactSearch& wanted, SearchPlace& place,
                                        std::size_t limit) override;
  StoreResult<Counts> count() override;
  StoreResult<void> read_opt_table(OptTable table, const std::string& after, std::size_t limit,
                                   const std::function<void(std::string_view)>& row) override;
  StoreResult<bool> change_opt_table(OptTable table, const std::string& row, bool add) override;
  StoreResult<std::int64_t> opt_tables_version() override;

  // Whether the server has told (LISTEN) of a change of an opt table since the last call; asks
  // nothing, and is false without a connection.
  bool opt_tables_changed() { return connection_.notified(); }

  // Facts that PostgreSQL refused since the start. Any thread.
  std::int64_t facts_set_aside() const { return set_aside_.load(std::memory_order_relaxed); }

  // Drops the schema with all it holds; for the end of a replay in a schema of its own.
  StoreResult<void> drop_schema();

 private:
  Deadline deadline() const;
  StoreResult<void> ensure_open();
  StoreResult<void> open_session();
  StoreResult<Rows> ask(const char* sql, Parameters parameters = {});
  StoreResult<Rows> read_rows(Statement statement, std::span<const std::string> sources,
                              const Cutoffs& cutoffs, std::size_t limit);
  StoreResult<std::vector<SourceFacts>> load_in_shares(std::span<const std::string> sources,
                                                       const Cutoffs& cutoffs, std::size_t most);
  StoreResult<void> merge_ordered(std::span<const Fact> facts);
  void read_history();
  void set_aside(const Fact& fact, const StoreError& error);
  StoreResult<std::size_t> expire_locked(const Cutoffs& cutoffs, std::size_t limit,
                                         std::vector<Fact>& forgotten);
  StoreResult<std::size_t> bring_back_locked(const Cutoffs& cutoffs, std::size_t limit);
  void end_transaction(bool commit);
  void tend_partitions(std::optional<UnixTime> expired_before);

  PostgresSettings settings_;
  Connection connection_;
  bool several_hosts_ = false;
  std::string history_;
  std::string upkeep_trouble_;
  std::atomic<std::int64_t> set_aside_ = 0;
};

}  // namespace greycache
