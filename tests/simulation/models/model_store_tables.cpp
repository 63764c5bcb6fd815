// What a ModelPersistentStore has beside the entries: opt tables, standing, expectations.
#include <algorithm>
#include <map>
#include <utility>

#include "greycache/policy/lists/opt_row.h"
#include "tests/simulation/models/model_store_call.h"

namespace greycache::simulation {

StoreResult<void> ModelPersistentStore::read_opt_table(
    OptTable table, const std::string& after, std::size_t limit,
    const std::function<void(std::string_view)>& row) {
  return call(FaultPoint::read_opt, Access::reads, [&]() -> StoreResult<void> {
    const auto& rows = database_.opt_rows(table);
    auto next = rows.upper_bound(after);
    for (; next != rows.end() && limit > 0; ++next, --limit) row(*next);
    return {};
  });
}

StoreResult<std::vector<bool>> ModelPersistentStore::change_opt_rows(
    OptTable table, std::span<const std::string> rows, bool add) {
  return change(FaultPoint::change_opt, [&]() -> StoreResult<std::vector<bool>> {
    const bool sound = std::ranges::all_of(
        rows, [](const std::string& row) { return !row.empty() && row.size() <= kOptRowLimit; });
    if (add && !sound) return failed(StoreError::Kind::data, "a row that makes no sense");
    std::vector<bool> changed;
    for (const std::string& row : rows) {
      changed.push_back(database_.change_opt_row(table, row, add));
    }
    return changed;
  });
}

StoreResult<std::int64_t> ModelPersistentStore::opt_tables_version() {
  return call(FaultPoint::opt_version, Access::reads,
              [&]() -> StoreResult<std::int64_t> { return database_.opt_version(); });
}

StoreResult<void> ModelPersistentStore::merge_standings(std::span<const StandingRow> rows) {
  if (rows.empty()) return {};
  return change(FaultPoint::merge_standings, [&]() -> StoreResult<void> {
    for (const StandingRow& row : rows) store(row);
    return {};
  });
}

void ModelPersistentStore::store(const StandingRow& row) {
  if (!is_sound(row)) return;
  const StandingKey key{row.organisation, row.counts.day, row.host};
  StandingValue value{0, row.counts.first_attempts, row.counts.came_back};
  const auto there = database_.standings().find(key);
  if (there != database_.standings().end()) {
    const StandingValue& known = there->second;
    value.first_attempts = std::max(value.first_attempts, known.first_attempts);
    value.came_back = std::max(value.came_back, known.came_back);
    const bool same =
        value.first_attempts == known.first_attempts && value.came_back == known.came_back;
    if (same) return;
  }
  database_.put(key, value);
}

StoreResult<StandingPage> ModelPersistentStore::read_standings(std::int64_t first_day,
                                                               StandingPlace& place,
                                                               std::size_t limit) {
  return call(FaultPoint::read_standings, Access::reads, [&]() -> StoreResult<StandingPage> {
    std::map<std::int64_t, StandingRow> by_change;
    for (const auto& [key, value] : database_.standings()) {
      if (key.day < first_day || value.change <= place.change) continue;
      by_change[value.change] = {
          key.organisation, key.host, {key.day, value.first_attempts, value.came_back}};
    }
    StandingPage page;
    for (auto& [change, row] : by_change) {
      if (page.rows.size() == limit) break;
      place.change = change;
      page.rows.push_back(std::move(row));
    }
    page.more = page.rows.size() == limit;
    return page;
  });
}

StoreResult<std::size_t> ModelPersistentStore::expire_standings(std::int64_t first_day,
                                                                std::size_t limit) {
  return change(FaultPoint::expire_standings, [&]() -> StoreResult<std::size_t> {
    std::vector<StandingKey> over;
    for (const auto& [key, value] : database_.standings()) {
      if (key.day < first_day && over.size() < limit) over.push_back(key);
    }
    for (const StandingKey& key : over) database_.erase(key);
    return over.size();
  });
}

// Its fates are those of the opt tables: what is the same to ask and to change.
StoreResult<void> ModelPersistentStore::merge_expectations(std::span<const Expectation> rows) {
  const auto sound = [](const Expectation& row) {
    return !row.recipient.empty() && row.recipient.size() <= kExpectedNameLimit &&
           row.sender.size() <= kExpectedNameLimit && row.why.size() <= kExpectedWhyLimit;
  };
  return change(FaultPoint::change_opt, [&]() -> StoreResult<void> {
    if (!std::ranges::all_of(rows, sound))
      return failed(StoreError::Kind::data, "a row that makes no sense");
    for (const Expectation& row : rows) database_.merge_expectation(row);
    return {};
  });
}

StoreResult<void> ModelPersistentStore::read_expectations(
    const Expectation& after, std::size_t limit,
    const std::function<void(const Expectation&)>& row) {
  return call(FaultPoint::read_opt, Access::reads, [&]() -> StoreResult<void> {
    const auto& rows = database_.expectations();
    auto next = rows.upper_bound({after.recipient, after.sender});
    for (; next != rows.end() && limit > 0; ++next, --limit) row(next->second);
    return {};
  });
}

StoreResult<std::optional<Expectation>> ModelPersistentStore::find_expectation(
    const std::string& recipient, const std::string& sender) {
  return call(FaultPoint::read_opt, Access::reads,
              [&]() -> StoreResult<std::optional<Expectation>> {
                const auto there = database_.expectations().find({recipient, sender});
                if (there == database_.expectations().end()) return std::nullopt;
                return there->second;
              });
}

StoreResult<std::int64_t> ModelPersistentStore::expectations_version() {
  return call(FaultPoint::opt_version, Access::reads,
              [&]() -> StoreResult<std::int64_t> { return database_.expectation_version(); });
}

StoreResult<void> ModelPersistentStore::forget_expectations(UnixTime kept_until) {
  return change(FaultPoint::change_opt, [&]() -> StoreResult<void> {
    database_.forget_expectations(kept_until);
    return {};
  });
}

}  // namespace greycache::simulation
