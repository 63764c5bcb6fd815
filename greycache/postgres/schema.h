// The version of the schema, and the way to the one that this program needs.
#pragma once

#include <string>

#include "greycache/postgres/connection.h"

namespace greycache {

// A lower-case letter or '_', then those and digits, 40 at most: needs no quotes anywhere.
bool is_schema_name(const std::string& name);

// Brings the schema, which is the search_path of transactions, to the version of this program: an
// empty or older one is migrated, one host at a time, in one transaction. `refused` where the
// rights do not suffice (the message says what an administrator runs) or the schema is newer, by
// more than what was only added to it (sql/005_standing_correspondent.sql).
// Where not `migrates`, an older schema is an error, too.
StoreResult<void> prepare_schema(Connection& connection, const std::string& schema,
                                 Deadline deadline, bool migrates = true);

// What would keep prepare_schema() from it, in its words, as far as versions and rights tell; empty
// where nothing would. Changes nothing.
StoreResult<std::string> hindrance_of_schema(Connection& connection, const std::string& schema,
                                             Deadline deadline);

}  // namespace greycache
