// The rows of a persistent store, PostgreSQL's or a file's, as all its connections see them.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "greycache/policy/expectation/expectation.h"
#include "greycache/policy/fact.h"
#include "greycache/policy/lists/opt_lists.h"
#include "tests/simulation/models/model_stand_ins.h"
#include "tests/simulation/models/sim_time.h"
#include "tests/simulation/models/undo_log.h"

namespace greycache::simulation {

// The names of an entry; of a connect its moment, too, since each moment at which an attempt was
// seen is a row of its own.
struct RowKey {
  FactKind kind = FactKind::connect;
  std::string src = {};
  std::string sender_domain = {};
  std::string sender_name = {};
  std::string rcpt = {};
  UnixTime moment = 0;

  friend auto operator<=>(const RowKey&, const RowKey&) = default;
};

RowKey key_of(const Fact& fact);
Fact fact_of(const RowKey& key, const Seen& seen);

// An organisation's counts of one day and process, and the number of their last change.
struct StandingKey {
  std::string organisation;
  std::int64_t day = 0;
  std::string host;

  friend auto operator<=>(const StandingKey&, const StandingKey&) = default;
};
struct StandingValue {
  std::int64_t change = 0;
  std::uint64_t first_attempts = 0;
  std::uint64_t came_back = 0;
};

// Whether both are moments of one attempt.
bool same_attempt(const RowKey& a, const RowKey& b);

// Outlives the connections of all hosts. Faults are calls of the harness.
class ModelDatabase {
 public:
  using Rows = std::map<RowKey, Seen>;
  using Standings = std::map<StandingKey, StandingValue>;

  enum class State : std::uint8_t {
    up,
    down,     // nobody listens
    hanging,  // it takes connections and answers nothing
  };

  // How long ago promote() and lose_last() can reach.
  static constexpr SimTime kLongestLoss = std::chrono::seconds(60);

  ModelDatabase(SimClock clock, std::uint64_t system);

  // What a connection does; each in a transaction of its own.
  const Rows& rows() const { return rows_; }
  void put(const RowKey& key, const Seen& seen);
  void erase(const RowKey& key);
  const std::set<std::string>& opt_rows(OptTable table) const;
  // Whether the table changed.
  bool change_opt_row(OptTable table, const std::string& row, bool add);
  std::int64_t opt_version() const { return opt_version_; }
  const Standings& standings() const { return standings_; }
  // The change gets its number here.
  void put(const StandingKey& key, StandingValue value);
  void erase(const StandingKey& key);
  using Names = std::pair<std::string, std::string>;  // recipient, sender
  using ExpectationRows = std::map<Names, Expectation>;
  const ExpectationRows& expectations() const { return expectations_; }
  void merge_expectation(const Expectation& row);
  void forget_expectations(UnixTime kept_until);
  std::int64_t expectation_version() const { return expectation_version_; }
  // Who goes without Redis, at this moment.
  std::vector<StandIn> stand_ins() const { return stand_ins_.rows(clock_()); }
  void set_stand_in(const std::string& host, bool stands);
  // Changes so far, whoever made them.
  std::int64_t changes() const { return changes_; }

  // One host at a time expires entries: false while another holds the lock, which is until then.
  bool lock_expiry(SimTime until);

  // As PostgresStore::history() has it.
  std::string history() const;
  // A connection lives as long as this is the number that it found.
  std::int64_t session() const { return session_; }
  State state() const { return state_; }
  // Whether writes are refused and reads work: a standby, a full disk.
  bool read_only() const { return read_only_; }

  // Faults.
  void set_state(State state);
  void set_read_only(bool read_only) { read_only_ = read_only; }
  void end_connections() { ++session_; }
  // A standby takes its place that lacks the commits of so long: another timeline.
  void promote(SimTime lost);
  // A crash takes what was committed without a sync: the same timeline.
  void lose_last(SimTime span);
  // As it was at the last backup(), on another timeline.
  void backup();
  void restore();

 private:
  struct RowChange {
    RowKey key;
    std::optional<Seen> before;
  };
  struct OptChange {
    OptTable table;
    std::string row;
    bool added;
    std::int64_t version_before = 0;
  };
  struct StandingChange {
    StandingKey key;
    std::optional<StandingValue> before;
  };
  struct ExpectationChange {
    Names names;
    std::optional<Expectation> before;
    std::int64_t version_before = 0;
  };
  struct Content {
    Rows rows;
    std::array<std::set<std::string>, kOptTables> opt;
    std::int64_t opt_version = 1;
    Standings standings;
    ExpectationRows expectations;
    std::int64_t expectation_version = 1;
  };

  void take_back(const RowChange& change);
  void take_back(const OptChange& change);
  void take_back(const StandingChange& change);
  void take_back(const ExpectationChange& change);
  void change_expectation(const Names& names, std::optional<Expectation> after);

  SimClock clock_;
  std::uint64_t system_;
  std::int64_t timeline_ = 1;
  std::int64_t session_ = 1;
  State state_ = State::up;
  bool read_only_ = false;
  SimTime expiry_until_{0};
  std::int64_t changes_ = 0;
  Rows rows_;
  std::array<std::set<std::string>, kOptTables> opt_;
  std::int64_t opt_version_ = 1;
  Standings standings_;
  std::int64_t last_standing_ = 0;  // number of the last change; none is used again
  ExpectationRows expectations_;
  std::int64_t expectation_version_ = 1;
  UndoLog<std::variant<RowChange, OptChange, StandingChange, ExpectationChange>> log_{kLongestLoss};
  ModelStandIns stand_ins_{kLongestLoss};
  Content backup_;
};

}  // namespace greycache::simulation
