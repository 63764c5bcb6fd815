// The rows of organisations' standing in SQLite.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "greycache/sqlite/database.h"
#include "greycache/store/standing_store.h"

namespace greycache {

// See StandingStore. One process writes at a time, so that what was changed later has the greater
// number. merge_standings() is to be called inside a transaction.
StoreResult<void> merge_standings(Database& database, std::span<const StandingRow> rows);
StoreResult<StandingPage> read_standings(Database& database, std::int64_t first_day,
                                         StandingPlace& place, std::size_t limit);
StoreResult<std::size_t> expire_standings(Database& database, std::int64_t first_day,
                                          std::size_t limit);

}  // namespace greycache
