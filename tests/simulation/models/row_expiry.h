// The removal of what has expired in a ModelDatabase.
#pragma once

#include <cstddef>
#include <vector>

#include "tests/simulation/models/model_database.h"

namespace greycache::simulation {

// PersistentStore::expire(). `as_file`: as SqliteStore, for which an attempt is forgotten with the
// last of its moments, and which begins with the oldest; else as PostgresStore.
std::size_t expire_rows(ModelDatabase& database, const Cutoffs& cutoffs, std::size_t limit,
                        bool as_file, std::vector<Fact>& forgotten);

// PersistentStore::erase() of one of the facts.
void erase_rows(ModelDatabase& database, const Fact& fact);

}  // namespace greycache::simulation
