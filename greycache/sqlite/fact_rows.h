// Rows of SQLite as facts.
#pragma once

#include <cstddef>
#include <vector>

#include "greycache/policy/excerpt.h"
#include "greycache/policy/fact.h"
#include "greycache/policy/keys.h"
#include "greycache/sqlite/database.h"
#include "greycache/store/set_aside.h"

namespace greycache {

// The columns are src, sender_domain, sender_name and rcpt, as far as the kind has them, then
// first_seen and last_seen. What comes out may make no sense.
Fact connect_of(const Row& row);
Fact from_awl_of(const Row& row);
Fact domain_awl_of(const Row& row);
Fact correspondent_of(const Row& row);

// Adds the fact that each row is, until `limit` facts are there. One that makes no sense goes to
// `aside`.
Database::RowCallback into(std::vector<Fact>& facts, Fact (*fact_of)(const Row&), std::size_t limit,
                           SetAside& aside);

// Deletes the rows of this name that were seen last (a connect: first) when the fact was, or
// before.
StoreResult<void> erase_rows(Database& database, const Fact& fact);

// Reads the facts of a source that count, at most `limit` rows; returns how many. AWL entries
// first: of a source that has too many they are of use, too.
StoreResult<std::size_t> load_source(Database& database, SourceFacts& source,
                                     const Cutoffs& cutoffs, std::size_t limit, SetAside& aside);

// Adds the facts that count and that the keys name.
StoreResult<void> find_named(Database& database, const Keys& keys, const Cutoffs& cutoffs,
                             std::vector<Fact>& facts, SetAside& aside);

// Adds as many others of the source as `sizes` says, named ones among them.
StoreResult<void> find_others(Database& database, const Keys& keys, const Cutoffs& cutoffs,
                              const Excerpt& sizes, std::vector<Fact>& facts, SetAside& aside);

}  // namespace greycache
