// The rows of organisations' standing in PostgreSQL.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "greycache/postgres/connection.h"
#include "greycache/store/standing_store.h"

namespace greycache {

// Merges them; sound ones only. Without rows no statement is to be run.
Statement merge_standings_statement(std::span<const StandingRow> rows);

// To be run as one transaction, and what their rows say; see StandingStore::read_standings().
std::vector<Statement> read_standings_statements(std::int64_t first_day, const StandingPlace& place,
                                                 std::size_t limit);
StandingPage standings_of(std::span<const Rows> results, StandingPlace& place, std::size_t limit);

Statement expire_standings_statement(std::int64_t first_day, std::size_t limit);

}  // namespace greycache
