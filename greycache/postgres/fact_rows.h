// Facts as parameters of the merging statements, and as rows of the others.
#pragma once

#include <span>
#include <vector>

#include "greycache/policy/fact.h"
#include "greycache/postgres/connection.h"

namespace greycache {

// Rows that one statement takes.
constexpr std::size_t kRowsPerStatement = 1000;

// The statements that merge facts, which merged_by_moment() has ordered.
std::vector<Statement> merge_statements(std::span<const Fact> facts);

Fact fact_of_row(const Rows& rows, int row);

// A time as PostgreSQL can store it: years 1 to 9999.
UnixTime storable_time(UnixTime time);

}  // namespace greycache
