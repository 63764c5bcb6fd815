// The persistent store in one SQLite file, for a host that needs no server.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "greycache/sqlite/database.h"
#include "greycache/sqlite/file_place.h"
#include "greycache/sqlite/log_length.h"
#include "greycache/sqlite/lost_log.h"
#include "greycache/store/persistent_store.h"
#include "greycache/store/set_aside.h"

namespace greycache {

// In `state_dir`/greycache.sqlite; the tables are described in schema.cpp. Readable with sqlite3(1)
// while the daemon runs; others may write the opt tables too. Where the file is removed or replaced
// meanwhile the next call goes on with the one that is there, or a new one, and says so.
class SqliteStore : public PersistentStore {
 public:
  // Of the connections of one process.
  enum class Role : std::uint8_t { writes_entries, beside };

  SqliteStore(const std::string& state_dir, Durability durability,
              Role role = Role::writes_entries);

  StoreResult<void> open() override;
  StoreResult<void> merge(std::vector<Fact> facts) override;
  StoreResult<std::vector<SourceFacts>> load(std::span<const std::string> sources,
                                             const Cutoffs& cutoffs, std::size_t most) override;
  StoreResult<std::vector<std::vector<Fact>>> find(std::span<const Keys> requests,
                                                   const Cutoffs& cutoffs,
                                                   const Excerpt& sizes) override;
  StoreResult<std::size_t> expire(const Cutoffs& cutoffs, std::size_t limit,
                                  std::vector<Fact>& forgotten) override;
  StoreResult<void> erase(std::span<const Fact> facts) override;
  StoreResult<std::vector<Fact>> search(const FactSearch& wanted, SearchPlace& place,
                                        std::size_t limit) override;
  StoreResult<std::vector<Fact>> find_waiting(const WaitingSearch& wanted,
                                              WaitingPlace& place) override;
  // Not known beside a connection that writes the entries.
  std::optional<std::int64_t> outside_writes() override;
  StoreResult<void> read_sources(FactKind kind, const std::string& after, std::size_t limit,
                                 const std::function<void(std::string_view)>& source) override;
  StoreResult<FactPage> read_facts(const Fact& after, std::size_t limit) override;
  // Counts two million of a kind at most.
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

  // Facts that no table takes, since the start, and rows that made no sense, each time that they
  // were read. Any thread.
  std::int64_t set_aside() const { return set_aside_.count(); }

 private:
  StoreResult<void> ready();
  StoreResult<void> connect();
  void tell_of_other_file() const;
  StoreResult<void> store(const Fact& fact);
  StoreResult<void> expire_connects(UnixTime cutoff, std::size_t limit,
                                    std::vector<Fact>& forgotten, std::size_t& deleted);
  StoreResult<void> change(std::span<const std::string_view> statements, Database::Values values,
                           std::size_t& changed);
  StoreResult<void> expire_awl(const Cutoffs& cutoffs, std::size_t limit, std::size_t& deleted);
  StoreResult<void> bring_back_late(UnixTime future, std::size_t limit, std::size_t& changed);

  std::string path_;
  FilePlace place_;
  Role role_;
  LostLog lost_log_;
  Database::Synchronous synchronous_;
  std::optional<Database> database_;
  LogLength log_length_;
  std::int64_t opened_ = 0;  // times
  SetAside set_aside_;
};

}  // namespace greycache
