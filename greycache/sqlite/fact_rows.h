// Facts as rows of SQLite's tables: how they are read.
#pragma once

#include <cstddef>
#include <vector>

#include "greycache/policy/excerpt.h"
#include "greycache/policy/fact.h"
#include "greycache/policy/keys.h"
#include "greycache/sqlite/database.h"

namespace greycache {

// Of rows with the columns of the table, in its order.
Fact connect_of(const Row& row);
Fact from_awl_of(const Row& row);
Fact domain_awl_of(const Row& row);

// Adds the fact that each row is, until `limit` facts are there.
Database::RowCallback into(std::vector<Fact>& facts, Fact (*fact_of)(const Row&),
                           std::size_t limit);

// The facts of a source that count, at most `limit`. AWL entries first: of a source that has too
// many they are of use, too.
StoreResult<void> load_source(Database& database, SourceFacts& source, const Cutoffs& cutoffs,
                              std::size_t limit);

// Adds the facts that count and that the keys name.
StoreResult<void> find_named(Database& database, const Keys& keys, const Cutoffs& cutoffs,
                             std::vector<Fact>& facts);

// Adds as many others of the source as `sizes` says, named ones among them.
StoreResult<void> find_others(Database& database, const Keys& keys, const Cutoffs& cutoffs,
                              const Excerpt& sizes, std::vector<Fact>& facts);

}  // namespace greycache
