// The persistent store on PostgreSQL 13 or later.
#pragma once

#include <optional>

#include "greycache/postgres/connection.h"
#include "greycache/postgres/postgres_settings.h"
#include "greycache/store/persistent_store.h"
#include "greycache/store/set_aside.h"

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
  StoreResult<void> ask_history() override;
  // May take a statement timeout for each fact that PostgreSQL refuses, which it finds by halving.
  StoreResult<void> merge(std::vector<Fact> facts) override;
  StoreResult<std::vector<SourceFacts>> load(std::span<const std::string> sources,
                                             const Cutoffs& cutoffs, std::size_t most) override;
  StoreResult<std::vector<std::vector<Fact>>> find(std::span<const Keys> requests,
                                                   const Cutoffs& cutoffs,
                                                   const Excerpt& sizes) override;
  StoreResult<std::size_t> expire(const Cutoffs& cutoffs, std::size_t limit,
                                  std::vector<Fact>& forgotten) override;
  StoreResult<void> erase(std::span<const Fact> facts) override;
  std::string upkeep_trouble() const override { return upkeep_trouble_; }
  StoreResult<std::vector<Fact>> search(const FactSearch& wanted, SearchPlace& place,
                                        std::size_t limit) override;
  StoreResult<std::vector<Fact>> find_waiting(const WaitingSearch& wanted,
                                              WaitingPlace& place) override;
  StoreResult<void> read_sources(FactKind kind, const std::string& after, std::size_t limit,
                                 const std::function<void(std::string_view)>& source) override;
  StoreResult<FactPage> read_facts(const Fact& after, std::size_t limit) override;
  StoreResult<Counts> count() override;
  StoreResult<void> read_opt_table(OptTable table, const std::string& after, std::size_t limit,
                                   const std::function<void(std::string_view)>& row) override;
  StoreResult<std::vector<bool>> change_opt_rows(OptTable table, std::span<const std::string> rows,
                                                 bool add) override;
  StoreResult<std::int64_t> opt_tables_version() override;
  StoreResult<void> merge_standings(std::span<const StandingRow> rows) override;
  StoreResult<StandingPage> read_standings(std::int64_t first_day, StandingPlace& place,
                                           std::size_t limit) override;
  StoreResult<std::size_t> expire_standings(std::int64_t first_day, std::size_t limit) override;
  StoreResult<void> merge_expectations(std::span<const Expectation> rows) override;
  StoreResult<void> read_expectations(const Expectation& after, std::size_t limit,
                                      const std::function<void(const Expectation&)>& row) override;
  StoreResult<std::optional<Expectation>> find_expectation(const std::string& recipient,
                                                           const std::string& sender) override;
  StoreResult<std::int64_t> expectations_version() override;
  StoreResult<void> forget_expectations(UnixTime kept_until) override;
  StoreResult<void> merge_mail_counts(std::span<const MailCount> rows) override;
  StoreResult<std::vector<MailCount>> read_mail_counts(std::int64_t first_day,
                                                       std::size_t limit) override;
  StoreResult<std::size_t> expire_mail_counts(std::int64_t first_day, std::size_t limit) override;
  StoreResult<std::vector<StandIn>> exchange_stand_ins(const std::string& host,
                                                       OwnStandIn own) override;
  StoreResult<void> forget_stand_in(const std::string& host, std::int64_t seen) override;

  // Facts that PostgreSQL refused since the start, and rows that made no sense, each time that they
  // were read. Any thread.
  std::int64_t facts_set_aside() const { return set_aside_.count(); }

  // What would keep open() from using the schema, though the server can be asked: it is newer than
  // this program, or older and not this role's to migrate. Empty where nothing would. Connects;
  // changes nothing.
  StoreResult<std::string> hindrance_of_schema();

  // The rights of roles.sql that this role does not have: "insert on connect, ..."; empty where it
  // has all.
  StoreResult<std::string> missing_rights();
  // What an administrator does then. Asks nobody.
  const std::string& rights_advice() const { return connection_.advice(); }

  // Drops the schema with all it holds; for the end of a replay in a schema of its own.
  StoreResult<void> drop_schema();

 private:
  Deadline deadline() const;
  StoreResult<void> ensure_open();
  StoreResult<void> open_session();
  StoreResult<std::vector<Rows>> execute(std::vector<Statement> statements);
  void look_elsewhere(const StoreError& error);
  StoreResult<Rows> ask(Statement statement);
  StoreResult<Rows> ask(const char* sql, Parameters parameters = {});
  StoreResult<Rows> read_rows(Statement statement, std::span<const std::string> sources,
                              const Cutoffs& cutoffs, std::size_t limit);
  StoreResult<std::vector<SourceFacts>> load_in_shares(std::span<const std::string> sources,
                                                       const Cutoffs& cutoffs, std::size_t most);
  StoreResult<void> merge_ordered(std::span<const Fact> facts);
  StoreResult<std::vector<Fact>> find_waiting_by_key(const WaitingSearch& wanted,
                                                     WaitingPlace& place);
  StoreResult<std::vector<Fact>> find_waiting_by_time(const WaitingSearch& wanted,
                                                      const Rows& tables, WaitingPlace& place);
  StoreResult<std::vector<Fact>> find_first_waiting(const WaitingSearch& wanted, const Rows& tables,
                                                    WaitingPlace& place);
  StoreResult<void> read_history();
  void refuse(const Fact& fact, const StoreError& error);
  void tend_partitions(std::optional<UnixTime> expired_before);

  PostgresSettings settings_;
  Connection connection_;
  bool several_hosts_ = false;
  std::int64_t sessions_ = 0;  // that were begun
  Deadline pooled_session_ends_{};
  std::string history_;
  std::string upkeep_trouble_;
  SetAside set_aside_;
};

}  // namespace greycache
