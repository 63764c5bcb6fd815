// An operator's search through the entries of one kind, and how many there are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "greycache/policy/fact.h"
#include "greycache/postgres/connection.h"
#include "greycache/store/fact_search.h"
#include "greycache/store/persistent_store.h"

namespace greycache {

// The table of a kind of entry.
const char* entry_table(FactKind kind);

// The rows of some blocks of the table that may hold what is wanted, `limit` at most.
Statement search_statement(const FactSearch& wanted, FactKind kind, std::int64_t first_block,
                           std::int64_t end_block, std::size_t limit);

// How the entries of a kind are counted, and where their number goes.
struct CountedTable {
  FactKind kind;
  const char* exactly;
  std::int64_t PersistentStore::Counts::*number;
};
std::span<const CountedTable> counted_tables();

}  // namespace greycache
