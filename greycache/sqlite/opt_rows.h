// Rows of the opt tables in a file.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "greycache/policy/lists/opt_lists.h"
#include "greycache/sqlite/database.h"

namespace greycache {

// As PersistentStore::read_opt_table() has it.
StoreResult<void> read_opt_rows(Database& database, OptTable table, const std::string& after,
                                std::size_t limit,
                                const std::function<void(std::string_view)>& row);

// As PersistentStore::change_opt_rows() has it.
StoreResult<std::vector<bool>> change_opt_rows(Database& database, OptTable table,
                                               std::span<const std::string> rows, bool add);

}  // namespace greycache
