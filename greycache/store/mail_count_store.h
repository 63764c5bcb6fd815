// The port of what each process answered, by day and outcome, for good and for every host.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "greycache/store/store_error.h"

namespace greycache {

// So many requests of one outcome that one process answered on one day. Grow-only: two copies of a
// row merge by the greatest.
struct MailCount {
  std::int64_t day = 0;  // since 1970, UTC
  std::string host;      // names the process: its host, '/', and when it started
  std::string outcome;   // outcome_name()
  std::int64_t mails = 0;

  friend bool operator==(const MailCount&, const MailCount&) = default;
};

// Part of the persistent store: see there for threads, waits and errors. A store that keeps none
// forgets them.
class MailCountStore {
 public:
  virtual ~MailCountStore() = default;

  // Merges the rows, any number and order. Names are printable ASCII without blanks.
  virtual StoreResult<void> merge_mail_counts(std::span<const MailCount> /*rows*/) { return {}; }
  // The rows of `first_day` and later by day, host and outcome, at most `limit`.
  virtual StoreResult<std::vector<MailCount>> read_mail_counts(std::int64_t /*first_day*/,
                                                               std::size_t /*limit*/) {
    return std::vector<MailCount>{};
  }
  // Deletes at most `limit` rows of days before `first_day`; how many there were.
  virtual StoreResult<std::size_t> expire_mail_counts(std::int64_t /*first_day*/,
                                                      std::size_t /*limit*/) {
    return std::size_t{0};
  }
};

}  // namespace greycache
