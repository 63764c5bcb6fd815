// The removal of what has expired.
#include "tests/simulation/models/row_expiry.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "greycache/policy/sound_fact.h"

namespace greycache::simulation {

namespace {

using Row = std::pair<RowKey, Seen>;

// Copies of the rows of this kind that `wanted` is true for.
template <typename Wanted>
std::vector<Row> rows_of(const ModelDatabase& database, FactKind kind, Wanted wanted) {
  std::vector<Row> rows;
  for (auto row = database.rows().lower_bound({kind});
       row != database.rows().end() && row->first.kind == kind; ++row) {
    if (wanted(row->second)) rows.emplace_back(*row);
  }
  return rows;
}

// Whether a moment of the attempt from this one on is there.
bool seen_again(const ModelDatabase& database, RowKey attempt, UnixTime from) {
  attempt.moment = from;
  const auto later = database.rows().lower_bound(attempt);
  return later != database.rows().end() && same_attempt(later->first, attempt);
}

std::size_t expire_connects(ModelDatabase& database, UnixTime cutoff, std::size_t limit,
                            bool as_file, std::vector<Fact>& forgotten) {
  auto rows = rows_of(database, FactKind::connect,
                      [&](const Seen& seen) { return seen.first_seen < cutoff; });
  if (as_file) {
    std::ranges::stable_sort(rows, {}, [](const Row& row) { return row.first.moment; });
  }
  if (rows.size() > limit) rows.resize(limit);
  std::vector<Fact> gone;
  for (const auto& [key, seen] : rows) {
    database.erase(key);
    const Fact fact = fact_of(key, seen);
    const bool lives = seen_again(database, key, as_file ? key.moment : cutoff);
    if (!lives && is_sound(fact)) gone.push_back(fact);
  }
  std::ranges::move(merged(std::move(gone)), std::back_inserter(forgotten));
  return rows.size();
}

std::size_t expire_awl(ModelDatabase& database, FactKind kind, UnixTime cutoff, std::size_t limit,
                       bool as_file) {
  auto rows = rows_of(database, kind, [&](const Seen& seen) { return seen.last_seen <= cutoff; });
  if (as_file) {
    std::ranges::stable_sort(rows, {}, [](const Row& row) { return row.second.last_seen; });
  }
  if (rows.size() > limit) rows.resize(limit);
  for (const auto& [key, seen] : rows) database.erase(key);
  return rows.size();
}

// PostgreSQL counts a moment of an attempt that becomes another's only once.
std::size_t bring_back_rows(ModelDatabase& database, FactKind kind, UnixTime future,
                            std::size_t limit, bool as_file) {
  auto rows = rows_of(database, kind, [&](const Seen& seen) { return seen.last_seen > future; });
  if (rows.size() > limit) rows.resize(limit);
  std::size_t counted = 0;
  for (auto& [key, seen] : rows) {
    Fact fact = fact_of(key, seen);
    bring_back(fact, {.future = future});
    if (kind == FactKind::connect) database.erase(key);
    const bool again = kind == FactKind::connect && database.rows().contains(key_of(fact));
    counted += again && !as_file ? 0 : 1;
    database.put(key_of(fact), fact);
  }
  return counted;
}

}  // namespace

std::size_t expire_rows(ModelDatabase& database, const Cutoffs& cutoffs, std::size_t limit,
                        bool as_file, std::vector<Fact>& forgotten) {
  std::size_t rows = expire_connects(database, cutoffs.connect, limit, as_file, forgotten);
  for (const FactKind kind : {FactKind::from_awl, FactKind::domain_awl}) {
    rows += expire_awl(database, kind, cutoffs.awl, limit, as_file);
  }
  rows += expire_awl(database, FactKind::correspondent, cutoffs.correspondent, limit, as_file);
  if (rows >= limit) return rows;
  for (const FactKind kind :
       {FactKind::connect, FactKind::from_awl, FactKind::domain_awl, FactKind::correspondent}) {
    rows += bring_back_rows(database, kind, cutoffs.future, limit, as_file);
  }
  return rows;
}

void erase_rows(ModelDatabase& database, const Fact& fact) {
  RowKey key = key_of(fact);
  key.moment = 0;
  std::vector<RowKey> gone;
  for (auto row = database.rows().lower_bound(key);
       row != database.rows().end() && same_attempt(row->first, key); ++row) {
    if (row->second.last_seen <= fact.last_seen) gone.push_back(row->first);
  }
  for (const RowKey& each : gone) database.erase(each);
}

}  // namespace greycache::simulation
