// Rows of SQLite as facts.
#pragma once

#include <cstddef>
#include <vector>

#include "greycache/policy/fact.h"
#include "greycache/sqlite/database.h"
#include "greycache/store/set_aside.h"

namespace greycache {

// The columns are src, sender_domain, sender_name and rcpt, as far as the kind has them, then
// first_seen and last_seen. What comes out may make no sense.
Fact connect_of(const Row& row);
Fact from_awl_of(const Row& row);
Fact domain_awl_of(const Row& row);

// Adds the fact that each row is, until `limit` facts are there. One that makes no sense goes to
// `aside`.
Database::RowCallback into(std::vector<Fact>& facts, Fact (*fact_of)(const Row&), std::size_t limit,
                           SetAside& aside);

}  // namespace greycache
