// What is known of organisations' standing: this process' own counts, and those of the others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "common/duration.h"
#include "common/keyed_hash.h"
#include "greycache/policy/organisation/standing.h"

namespace greycache {

// What one process counted for an organisation on one day. Grow-only: two copies of a row merge by
// the greatest of each counter.
struct StandingRow {
  std::string organisation;
  std::string host;  // names the process; empty: this one
  StandingCounts counts;

  friend bool operator==(const StandingRow&, const StandingRow&) = default;
};

// Holds kMostOrganisations, beyond which the one that was used least recently is forgotten, and of
// each kMostRows, beyond which the oldest day is. Days are those of the times given. One thread.
class StandingBook {
 public:
  // Both count at once, for the day of `now`.
  void first_attempt(std::string_view organisation, UnixTime now);
  void came_back(std::string_view organisation, UnixTime now);

  // See in_good_standing(), of all that is known here.
  bool good(std::string_view organisation, UnixTime now);
  // See is_proven(), of the same.
  bool proven(std::string_view organisation, UnixTime now);

  // What was counted here since the last call: rows of this process (`host` is empty, the caller
  // knows its name), each with its whole count.
  std::vector<StandingRow> take_changes();
  // A row of another process, as old or as often as one likes. One without a host, or whose
  // organisation could be no name, is left out.
  void merge(const StandingRow& row);

  // The counts of each day, all processes added up, the oldest first.
  std::vector<StandingCounts> days_of(std::string_view organisation) const;
  std::size_t organisations() const { return organisations_.size(); }

  static constexpr std::size_t kMostOrganisations = 100'000;
  static constexpr std::size_t kMostRows = 256;

 private:
  static constexpr std::uint64_t kOwn = 0;

  struct Row {
    std::uint64_t host = kOwn;  // a hash of its name
    StandingCounts counts;
    bool changed = false;  // since take_changes()
  };
  struct Organisation {
    std::vector<Row> rows;
    std::list<std::string_view>::iterator use;
    // What judged() said last, until something changes.
    std::int64_t judged_on = -1;
    bool good = true;
    bool proven = false;
  };
  using Organisations = std::unordered_map<std::string, Organisation, KeyedHash, std::equal_to<>>;

  Organisation& organisation_of(std::string_view name);
  // Of one that is known; else nullptr.
  const Organisation* judged(std::string_view name, UnixTime now);
  void touch(Organisation& organisation);
  StandingCounts& own_counts(std::string_view name, UnixTime now);
  static Row* row_of(Organisation& organisation, std::uint64_t host, std::int64_t day);
  static Row* add_row(Organisation& organisation, std::uint64_t host, std::int64_t day);

  Organisations organisations_;
  std::list<std::string_view> by_use_;          // keys of organisations_, the one used last first
  std::set<std::string, std::less<>> changed_;  // organisations that have changed rows
};

// The day of a time, as StandingCounts has it.
inline std::int64_t standing_day(UnixTime now) {
  constexpr UnixTime kDay = 86'400;
  return now >= 0 ? now / kDay : -1;
}

}  // namespace greycache
