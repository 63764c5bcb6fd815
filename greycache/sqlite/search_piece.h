// A piece of an operator's search through a SQLite file.
#pragma once

#include <chrono>
#include <vector>

#include "greycache/sqlite/database.h"
#include "greycache/store/fact_search.h"

namespace greycache {

// PersistentStore::search() on the tables of schema.cpp, in the order of their keys. A piece takes
// `time`, or a few hundred rows where that is less.
StoreResult<std::vector<Fact>> search_piece(
    Database& database, const FactSearch& wanted, SearchPlace& place, std::size_t limit,
    std::chrono::milliseconds time = std::chrono::milliseconds(50));

}  // namespace greycache
