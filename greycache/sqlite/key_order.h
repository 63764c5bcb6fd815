// The rows of a table of facts in the order of its key.
#pragma once

#include "greycache/policy/fact.h"
#include "greycache/sqlite/database.h"

namespace greycache {

// Calls `row` with each row behind `after`, whose kind names the table and whose names are empty
// for its first row, until it returns false. The columns are those of fact_in_key_order().
StoreResult<void> each_in_key_order(Database& database, const Fact& after,
                                    const Database::RowCallback& row);

// What such a row says; it may make no sense.
Fact fact_in_key_order(FactKind kind, const Row& row);

}  // namespace greycache
