// Counting and merging, by organisation.
#include "greycache/policy/organisation/standing_book.h"

#include <algorithm>
#include <map>
#include <utility>

#include "greycache/policy/sound_fact.h"

namespace greycache {

namespace {

// Days from which nothing counts any more.
bool is_over(std::int64_t day, std::int64_t today) {
  return day <= today - kStandingDays;
}

// A verified name may have bytes that are not ASCII.
bool may_be_organisation(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName &&
         std::ranges::all_of(name, [](unsigned char c) { return c > 0x20 && c != 0x7f; });
}

}  // namespace

void StandingBook::first_attempt(std::string_view organisation, UnixTime now) {
  ++own_counts(organisation, now).first_attempts;
}

void StandingBook::came_back(std::string_view organisation, UnixTime now) {
  ++own_counts(organisation, now).came_back;
}

bool StandingBook::good(std::string_view organisation, UnixTime now) {
  const Organisation* const known = judged(organisation, now);
  return known == nullptr || known->good;
}

bool StandingBook::proven(std::string_view organisation, UnixTime now) {
  const Organisation* const known = judged(organisation, now);
  return known != nullptr && known->proven;
}

const StandingBook::Organisation* StandingBook::judged(std::string_view name, UnixTime now) {
  const auto found = organisations_.find(name);
  if (found == organisations_.end()) return nullptr;
  Organisation& known = found->second;
  touch(known);
  const std::int64_t today = standing_day(now);
  if (known.judged_on == today) return &known;
  std::vector<StandingCounts> counts;
  counts.reserve(known.rows.size());
  for (const Row& row : known.rows) counts.push_back(row.counts);
  known.judged_on = today;
  known.good = in_good_standing(counts, today);
  known.proven = is_proven(counts, today);
  return &known;
}

std::vector<StandingRow> StandingBook::take_changes() {
  std::vector<StandingRow> rows;
  for (const std::string& name : std::exchange(changed_, {})) {
    const auto found = organisations_.find(name);
    if (found == organisations_.end()) continue;
    for (Row& row : found->second.rows) {
      if (std::exchange(row.changed, false)) rows.push_back({name, {}, row.counts});
    }
  }
  return rows;
}

void StandingBook::merge(const StandingRow& row) {
  if (row.host.empty() || !may_be_organisation(row.organisation)) return;
  Organisation& organisation = organisation_of(row.organisation);
  const std::uint64_t host = std::max<std::uint64_t>(keyed_hash(row.host), kOwn + 1);
  Row* known = row_of(organisation, host, row.counts.day);
  if (known == nullptr) known = add_row(organisation, host, row.counts.day);
  if (known == nullptr) return;
  StandingCounts& counts = known->counts;
  counts.first_attempts = std::max(counts.first_attempts, row.counts.first_attempts);
  counts.came_back = std::max(counts.came_back, row.counts.came_back);
  organisation.judged_on = -1;
}

std::vector<StandingCounts> StandingBook::days_of(std::string_view organisation) const {
  const auto found = organisations_.find(organisation);
  if (found == organisations_.end()) return {};
  std::map<std::int64_t, StandingCounts> days;
  for (const Row& row : found->second.rows) {
    StandingCounts& day = days[row.counts.day];
    day.day = row.counts.day;
    day.first_attempts += row.counts.first_attempts;
    day.came_back += row.counts.came_back;
  }
  std::vector<StandingCounts> counts;
  counts.reserve(days.size());
  for (const auto& [day, sums] : days) counts.push_back(sums);
  return counts;
}

StandingBook::Organisation& StandingBook::organisation_of(std::string_view name) {
  if (const auto found = organisations_.find(name); found != organisations_.end()) {
    touch(found->second);
    return found->second;
  }
  if (organisations_.size() >= kMostOrganisations) {
    const std::string oldest(by_use_.back());
    by_use_.pop_back();
    organisations_.erase(oldest);
    changed_.erase(oldest);
  }
  const auto added = organisations_.try_emplace(std::string(name)).first;
  by_use_.push_front(added->first);
  added->second.use = by_use_.begin();
  return added->second;
}

void StandingBook::touch(Organisation& organisation) {
  by_use_.splice(by_use_.begin(), by_use_, organisation.use);
}

// Where the book is full of days to come, there is one all the same: the first row's.
StandingCounts& StandingBook::own_counts(std::string_view name, UnixTime now) {
  Organisation& organisation = organisation_of(name);
  const std::int64_t today = standing_day(now);
  Row* row = row_of(organisation, kOwn, today);
  if (row == nullptr) {
    std::erase_if(organisation.rows,
                  [&](const Row& old) { return is_over(old.counts.day, today); });
    row = add_row(organisation, kOwn, today);
  }
  if (row == nullptr) {
    organisation.rows.front() = {kOwn, {.day = today}};
    row = &organisation.rows.front();
  }
  if (!std::exchange(row->changed, true)) changed_.emplace(name);
  organisation.judged_on = -1;
  return row->counts;
}

StandingBook::Row* StandingBook::row_of(Organisation& organisation, std::uint64_t host,
                                        std::int64_t day) {
  const auto row = std::ranges::find_if(organisation.rows, [&](const Row& known) {
    return known.host == host && known.counts.day == day;
  });
  return row == organisation.rows.end() ? nullptr : &*row;
}

// nullptr where there are too many rows of later days.
StandingBook::Row* StandingBook::add_row(Organisation& organisation, std::uint64_t host,
                                         std::int64_t day) {
  std::vector<Row>& rows = organisation.rows;
  if (rows.size() < kMostRows) return &rows.emplace_back(Row{host, {.day = day}});
  const auto oldest = std::ranges::min_element(rows, {}, [](const Row& r) { return r.counts.day; });
  if (oldest->counts.day >= day) return nullptr;
  *oldest = {host, {.day = day}};
  return &*oldest;
}

}  // namespace greycache
