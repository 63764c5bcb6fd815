// The port of the persistent store on a ModelDatabase, as PostgresStore and SqliteStore behave.
#pragma once

#include <cstdint>
#include <string>

#include "greycache/store/persistent_store.h"
#include "greycache/store/set_aside.h"
#include "tests/simulation/models/fault_dice.h"
#include "tests/simulation/models/model_database.h"

namespace greycache::simulation {

// One connection of one host. Each call that may fail asks the dice once, and once more where it
// has to open the connection first. A fate that is no error of the call's (a merge has none of kind
// `data`, a failure that nobody is told of is `unavailable`) becomes the nearest that is.
class ModelPersistentStore final : public PersistentStore {
 public:
  enum class Kind : std::uint8_t {
    server,  // PostgreSQL: it has a history, and several hosts write
    file,    // SQLite: outside_writes(), no history
  };
  struct Options {
    Kind kind = Kind::server;
    std::string host = {};
    // What a server that hangs costs.
    SimTime connect_timeout{2'000'000};
    SimTime statement_timeout{5'000'000};
  };

  // All of these must outlive it.
  ModelPersistentStore(ModelDatabase& database, SimClock clock, FaultDice& dice, SpendTime spend,
                       Options options);

  StoreResult<void> open() override;
  std::string history() const override { return history_; }
  StoreResult<void> ask_history() override;
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
  std::optional<std::int64_t> outside_writes() override;
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
  StoreResult<std::vector<StandIn>> exchange_stand_ins(const std::string& host,
                                                       OwnStandIn own) override;
  StoreResult<void> forget_stand_in(const std::string& host, std::int64_t seen) override;

  // Facts that no table takes, and rows that made no sense.
  std::int64_t set_aside() const { return set_aside_.count(); }

 private:
  enum class Access : std::uint8_t { reads, writes };

  bool is_file() const { return options_.kind == Kind::file; }
  bool connected() const;
  void note_history();
  StoreResult<void> reach(SimTime patience);
  StoreResult<void> wait(const Fate& fate);
  tl::unexpected<StoreError> failed(StoreError::Kind kind, const char* what);
  // Runs `work`, which returns a StoreResult, as the dice has it.
  template <typename Work>
  auto call(FaultPoint point, Access access, Work work) -> decltype(work());
  // The same for what changes the database.
  template <typename Work>
  auto change(FaultPoint point, Work work) -> decltype(work());
  void store(const Fact& fact);
  void store(const StandingRow& row);
  std::vector<SourceFacts> load_each(std::span<const std::string> sources, const Cutoffs& cutoffs,
                                     std::size_t most);
  std::vector<SourceFacts> load_together(std::span<const std::string> sources,
                                         const Cutoffs& cutoffs, std::size_t most);
  std::vector<SourceFacts> load_in_shares(std::span<const std::string> sources,
                                          const Cutoffs& cutoffs, std::size_t most);

  ModelDatabase& database_;
  SimClock clock_;
  FaultDice& dice_;
  SpendTime spend_;
  Options options_;
  SimTime rest_{0};               // of the call under way, after its effect
  std::int64_t session_ = 0;      // 0: not connected
  std::int64_t opened_ = 0;       // times
  std::int64_t own_changes_ = 0;  // of the database, by this connection
  std::string history_;
  SetAside set_aside_;
};

}  // namespace greycache::simulation
