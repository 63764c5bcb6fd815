// The rows of a persistent store.
#include "tests/simulation/models/model_database.h"

#include <fmt/format.h>

#include <tuple>

namespace greycache::simulation {

RowKey key_of(const Fact& fact) {
  return {fact.kind,        fact.src,  fact.sender_domain,
          fact.sender_name, fact.rcpt, fact.kind == FactKind::connect ? fact.first_seen : 0};
}

Fact fact_of(const RowKey& key, const Seen& seen) {
  return {key.kind, key.src,         key.sender_name, key.sender_domain,
          key.rcpt, seen.first_seen, seen.last_seen};
}

bool same_attempt(const RowKey& a, const RowKey& b) {
  const auto names = [](const RowKey& key) {
    return std::tie(key.kind, key.src, key.sender_domain, key.sender_name, key.rcpt);
  };
  return names(a) == names(b);
}

ModelDatabase::ModelDatabase(SimClock clock, std::uint64_t system)
    : clock_(std::move(clock)), system_(system) {}

void ModelDatabase::put(const RowKey& key, const Seen& seen) {
  const auto [row, added] = rows_.try_emplace(key, seen);
  if (!added && row->second == seen) return;
  log_.push(clock_(), RowChange{key, added ? std::nullopt : std::optional(row->second)});
  row->second = seen;
  ++changes_;
}

void ModelDatabase::erase(const RowKey& key) {
  const auto row = rows_.find(key);
  if (row == rows_.end()) return;
  log_.push(clock_(), RowChange{row->first, row->second});
  rows_.erase(row);
  ++changes_;
}

const std::set<std::string>& ModelDatabase::opt_rows(OptTable table) const {
  return opt_.at(static_cast<std::size_t>(table));
}

// A number of changes never comes again, even where some were lost.
bool ModelDatabase::change_opt_row(OptTable table, const std::string& row, bool add) {
  auto& rows = opt_.at(static_cast<std::size_t>(table));
  const bool changed = add ? rows.insert(row).second : rows.erase(row) > 0;
  if (!changed) return false;
  log_.push(clock_(), OptChange{table, row, add, opt_version_});
  ++changes_;
  opt_version_ = changes_ + 1;
  return true;
}

void ModelDatabase::put(const StandingKey& key, StandingValue value) {
  value.change = ++last_standing_;
  const auto [row, added] = standings_.try_emplace(key, value);
  log_.push(clock_(), StandingChange{key, added ? std::nullopt : std::optional(row->second)});
  row->second = value;
  ++changes_;
}

void ModelDatabase::erase(const StandingKey& key) {
  const auto row = standings_.find(key);
  if (row == standings_.end()) return;
  log_.push(clock_(), StandingChange{row->first, row->second});
  standings_.erase(row);
  ++changes_;
}

void ModelDatabase::merge_expectation(const Expectation& row) {
  const Names names(row.recipient, row.sender);
  const auto there = expectations_.find(names);
  Expectation merged = there == expectations_.end() ? row : there->second;
  merge_into(merged, row);
  change_expectation(names, merged);
}

void ModelDatabase::forget_expectations(UnixTime kept_until) {
  const ExpectationRows rows = expectations_;
  for (const auto& [names, row] : rows) {
    if (row.kept_until < kept_until) change_expectation(names, std::nullopt);
  }
}

// As in change_opt_row() no version comes again.
void ModelDatabase::change_expectation(const Names& names, std::optional<Expectation> after) {
  const auto there = expectations_.find(names);
  std::optional<Expectation> before;
  if (there != expectations_.end()) before = there->second;
  log_.push(clock_(), ExpectationChange{names, std::move(before), expectation_version_});
  if (after) {
    expectations_.insert_or_assign(names, std::move(*after));
  } else {
    expectations_.erase(names);
  }
  ++changes_;
  expectation_version_ = changes_ + 1;
}

void ModelDatabase::set_stand_in(const std::string& host, bool stands) {
  if (stands) {
    stand_ins_.renew(host, clock_());
  } else {
    stand_ins_.remove(host, clock_());
  }
}

bool ModelDatabase::lock_expiry(SimTime until) {
  if (clock_() < expiry_until_) return false;
  expiry_until_ = until;
  return true;
}

std::string ModelDatabase::history() const {
  return fmt::format("{}/{:08X}", system_, timeline_);
}

void ModelDatabase::set_state(State state) {
  if (state_ == State::up && state != State::up) ++session_;
  state_ = state;
}

void ModelDatabase::take_back(const RowChange& change) {
  if (change.before) {
    rows_.insert_or_assign(change.key, *change.before);
  } else {
    rows_.erase(change.key);
  }
}

void ModelDatabase::take_back(const OptChange& change) {
  auto& rows = opt_.at(static_cast<std::size_t>(change.table));
  if (change.added) {
    rows.erase(change.row);
  } else {
    rows.insert(change.row);
  }
  opt_version_ = change.version_before;
}

void ModelDatabase::take_back(const StandingChange& change) {
  if (change.before) {
    standings_.insert_or_assign(change.key, *change.before);
  } else {
    standings_.erase(change.key);
  }
}

void ModelDatabase::take_back(const ExpectationChange& change) {
  if (change.before) {
    expectations_.insert_or_assign(change.names, *change.before);
  } else {
    expectations_.erase(change.names);
  }
  expectation_version_ = change.version_before;
}

void ModelDatabase::lose_last(SimTime span) {
  log_.take_back(clock_() - span, [this](const auto& change) {
    std::visit([this](const auto& one) { take_back(one); }, change);
  });
  stand_ins_.take_back(clock_() - span);
  expiry_until_ = {};
  ++changes_;
  end_connections();
}

void ModelDatabase::promote(SimTime lost) {
  lose_last(lost);
  ++timeline_;
  read_only_ = false;
}

void ModelDatabase::backup() {
  backup_ = {rows_, opt_, opt_version_, standings_, expectations_, expectation_version_};
}

void ModelDatabase::restore() {
  rows_ = backup_.rows;
  opt_ = backup_.opt;
  opt_version_ = backup_.opt_version;
  standings_ = backup_.standings;
  expectations_ = backup_.expectations;
  expectation_version_ = backup_.expectation_version;
  stand_ins_.clear();
  log_.clear();
  promote({});
}

}  // namespace greycache::simulation
