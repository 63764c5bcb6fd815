// Waiting entries whose senders have come back since.
#pragma once

#include <vector>

#include "greycache/policy/fact.h"
#include "greycache/store/persistent_store.h"

namespace greycache {

// Leaves out connects whose senders are known by now, in this network or as its organisation has
// them. On a worker's thread.
StoreResult<void> drop_known(PersistentStore& store, const Cutoffs& cutoffs,
                             std::vector<Fact>& facts);

}  // namespace greycache
