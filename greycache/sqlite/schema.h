// The tables of the embedded store, as migrations from one version to the next.
#pragma once

#include "greycache/sqlite/database.h"

namespace greycache {

// Brings the file from its version (PRAGMA user_version; 0 is an empty file) to the newest. Refuses
// a file that a newer program made.
StoreResult<void> migrate(Database& database);

}  // namespace greycache
