// Facts as parameters of the merging statements, and as rows of the others.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "greycache/policy/excerpt.h"
#include "greycache/policy/fact.h"
#include "greycache/policy/keys.h"
#include "greycache/postgres/connection.h"

namespace greycache {

// Rows that one statement takes.
constexpr std::size_t kRowsPerStatement = 1000;

// The statements that merge facts, which merged_by_moment() has ordered.
std::vector<Statement> merge_statements(std::span<const Fact> facts);

// statements::kFind for these requests.
Statement find_statement(std::span<const Keys> requests, const Cutoffs& cutoffs,
                         const Excerpt& sizes);

Fact fact_of_row(const Rows& rows, int row);

// The facts of these sources by their rows, in the order of the sources; empty where there are
// none.
std::vector<SourceFacts> by_source(const Rows& rows, std::span<const std::string> sources,
                                   const Cutoffs& cutoffs);
// Each fact once; whole where there were `most` rows at most.
void finish(SourceFacts& source, std::size_t most);

// A time as PostgreSQL can store it: years 1 to 9999.
UnixTime storable_time(UnixTime time);

}  // namespace greycache
