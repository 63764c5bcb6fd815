// The port of the counters that organisations' standing goes by, for good and for every host.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "greycache/policy/organisation/standing_book.h"
#include "greycache/policy/sound_fact.h"
#include "greycache/store/store_error.h"

namespace greycache {

// How far the reading of rows has come. The store's own; a new one begins with all rows.
struct StandingPlace {
  std::int64_t change = 0;  // a number that grows with each change of a row: the last row's
  std::string organisation;
  std::int64_t day = -1;
  std::string host;
  std::optional<std::int64_t> next;  // where the next reading begins, once this one has all
  std::int64_t session = 0;          // of the store's, in which that was

  friend bool operator==(const StandingPlace&, const StandingPlace&) = default;
};

// Rows that were read.
struct StandingPage {
  std::vector<StandingRow> rows;
  bool more = false;  // there are others: the next call has them at once
};

// That of kLatestTime.
inline constexpr std::int64_t kLatestDay = 2'932'896;

// Whether both names are sound (policy/sound_fact.h), and day and counters too.
inline bool is_sound(const StandingRow& row) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  return is_sound_name(row.organisation) && is_sound_name(row.host) && row.counts.day >= 0 &&
         row.counts.day <= kLatestDay && row.counts.first_attempts <= kMost &&
         row.counts.came_back <= kMost;
}

// Part of the persistent store: see there for threads, waits and errors. Names come and go
// percent-encoded.
class StandingStore {
 public:
  virtual ~StandingStore() = default;

  // Merges the rows, any number and order, by the greatest of each counter. One that is not sound
  // is left out.
  virtual StoreResult<void> merge_standings(std::span<const StandingRow> rows) = 0;

  // At most `limit` rows of `first_day` and later that were changed after `place`, which it moves.
  // Rows that were seen may come again.
  virtual StoreResult<StandingPage> read_standings(std::int64_t first_day, StandingPlace& place,
                                                   std::size_t limit) = 0;

  // Deletes at most `limit` rows of days before `first_day`; how many there were.
  virtual StoreResult<std::size_t> expire_standings(std::int64_t first_day, std::size_t limit) = 0;
};

}  // namespace greycache
