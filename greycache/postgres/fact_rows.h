// Facts as parameters of the merging statements, and as rows of the others.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "greycache/policy/fact.h"
#include "greycache/postgres/connection.h"
#include "greycache/store/set_aside.h"

namespace greycache {

// Rows that one statement takes.
constexpr std::size_t kRowsPerStatement = 1000;

// The statements that merge facts, which merged_by_moment() has ordered.
std::vector<Statement> merge_statements(std::span<const Fact> facts);

// The statements that delete the rows of these names that were seen last (connects: first) when the
// fact was, or before.
std::vector<Statement> erase_statements(std::span<const Fact> facts);

// The fact of a row; of one that makes no sense nothing, and `aside` has it. All that is known of a
// row is that the columns of its table took it.
std::optional<Fact> fact_of_row(const Rows& rows, int row, SetAside& aside);
// Those of all rows.
std::vector<Fact> facts_of_rows(const Rows& rows, SetAside& aside);

// The facts of a source, each once, and how many rows were read for them, senseless ones among
// them.
struct SourceRows {
  SourceFacts source;
  std::size_t rows = 0;
};
// In the order of the sources; empty where there are none.
std::vector<SourceRows> by_source(const Rows& rows, std::span<const std::string> sources,
                                  const Cutoffs& cutoffs, SetAside& aside);

// A time as PostgreSQL can compare it: years 1 to 9999. The tables take those from 1970 on.
UnixTime storable_time(UnixTime time);

}  // namespace greycache
