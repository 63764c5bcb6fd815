// Changes of rows of the opt tables.
#pragma once

#include <span>
#include <vector>

#include "greycache/policy/lists/opt_row.h"
#include "greycache/store/persistent_store.h"

namespace greycache {

// For each row, in that order, whether a table changed. On a worker's thread.
StoreResult<std::vector<bool>> change_opt_rows(PersistentStore& store, std::span<const OptRow> rows,
                                               bool add);
// The same with one.
StoreResult<bool> change_opt_row(PersistentStore& store, const OptRow& row, bool add);

}  // namespace greycache
