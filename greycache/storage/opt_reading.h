// Reads opt tables whole, however large, without being in the way of requests.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "greycache/storage/worker.h"

namespace greycache {

struct OptReading {
  std::vector<OptTable> tables;
  // Called on the worker thread with every row, table by table, in byte order.
  std::function<void(OptTable table, std::string_view row)> row;
  // Called once on the loop's thread. A busy worker is an error (contention), too.
  std::function<void(StoreResult<void> result)> done;
};

// A job of the worker is kOptPage rows, so that the loads of requests come in between. Rows that
// others change meanwhile may be missed: whoever needs all compares opt_tables_version(). Called on
// the loop's thread.
void read_opt_tables(Worker& worker, OptReading reading);

inline constexpr std::size_t kOptPage = 10'000;

}  // namespace greycache
