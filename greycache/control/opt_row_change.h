// A change of one row of the opt tables.
#pragma once

#include "greycache/policy/lists/opt_row.h"
#include "greycache/store/persistent_store.h"

namespace greycache {

// Whether the table changed. On a worker's thread.
StoreResult<bool> change_opt_row(PersistentStore& store, const OptRow& row, bool add);

}  // namespace greycache
