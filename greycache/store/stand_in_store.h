// The port of which hosts go without the hot store that all share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "greycache/policy/fact.h"
#include "greycache/store/store_error.h"

namespace greycache {

// A host that goes without. Times are by the store's clock.
struct StandIn {
  std::string host;       // names it for good, also over restarts
  UnixTime since = 0;     // it does so
  std::int64_t seen = 0;  // when it said so last, in microseconds since 1970
  std::int64_t age = 0;   // that is so many seconds ago
};

// What becomes of the row of a host.
enum class OwnStandIn : std::uint8_t {
  as_it_is,
  stands,  // it is made, or renewed
  goes,
};

// Part of the persistent store: see there for threads, waits and errors. A store of one host has no
// rows.
class StandInStore {
 public:
  virtual ~StandInStore() = default;

  // Does `own` to the row of `host` (printable ASCII without blanks) and then reads all rows by
  // host, kMostStandIns at most, in one transaction.
  virtual StoreResult<std::vector<StandIn>> exchange_stand_ins(const std::string& /*host*/,
                                                               OwnStandIn /*own*/) {
    return std::vector<StandIn>{};
  }
  // Deletes the row of a host, unless that has said something since `seen`.
  virtual StoreResult<void> forget_stand_in(const std::string& /*host*/, std::int64_t /*seen*/) {
    return {};
  }

  static constexpr std::size_t kMostStandIns = 256;
};

}  // namespace greycache
