// How this program opens a session with PostgreSQL: the hosts in turn, and what holds in each
// transaction.
#pragma once

#include <cstddef>

#include "greycache/postgres/connection.h"
#include "greycache/postgres/postgres_settings.h"

namespace greycache {

// Connects, and asks for a pooler. How many hosts there are. The schema is neither looked at nor
// changed. Where it fails the connection may be half open: close() it.
StoreResult<std::size_t> connect_session(Connection& connection, const PostgresSettings& settings);

}  // namespace greycache
