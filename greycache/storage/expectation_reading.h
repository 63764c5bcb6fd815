// Reads all expectations of the store, without being in the way of requests.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "greycache/policy/expectation/expectations.h"
#include "greycache/storage/worker.h"

namespace greycache {

// What is asked for, and what comes of it.
struct ExpectationsWanted {
  std::shared_ptr<const Expectations> former;  // what was known before; may be null
  UnixTime now = 0;
};
struct ExpectationsRead {
  std::shared_ptr<const Expectations> rows;  // with what the store has lost
  std::vector<Expectation> lost;             // rows of `former` that count and the store lacks
  std::optional<UnixTime> first_over;        // the least kept_until
};

// `done` is called once on the loop's thread; all the work is the worker's. A busy worker is an
// error (contention), too. A job is kExpectationPage rows. Rows that others change meanwhile may be
// missed: whoever needs all compares expectations_version().
using ExpectationsDone = std::function<void(StoreResult<ExpectationsRead>)>;
void read_expectations(Worker& worker, ExpectationsWanted wanted, ExpectationsDone done);

inline constexpr std::size_t kExpectationPage = 10'000;

}  // namespace greycache
