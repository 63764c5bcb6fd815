// A page of any table, read from the persistent store as lines of an export.
#pragma once

#include <cstddef>
#include <string>

#include "greycache/moving/moved_row.h"
#include "greycache/store/persistent_store.h"

namespace greycache {

// How far a table has been read; a new one begins at its first row.
struct TablePlace {
  MovedKind kind = MovedKind::connect;
  bool done = false;
  Fact fact{};  // the last that was read, of whichever kind it is
  StandingPlace standing{};
  Expectation expectation{};
  std::string opt_row{};
};

struct TablePage {
  std::string lines;  // each with its end
  std::size_t rows = 0;
};

// Reads some rows from `place` on, kTablePage at most, and moves it. Rows that make no sense are
// left out; the store counts and tells them. Who writes meanwhile is met or not, and a row of
// `standing` that changes may come twice: rows merge. On the worker's thread.
StoreResult<TablePage> read_table_page(PersistentStore& store, TablePlace& place);

inline constexpr std::size_t kTablePage = 2000;

}  // namespace greycache
