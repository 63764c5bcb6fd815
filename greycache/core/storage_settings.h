// The parts of the settings that the stores are built from.
#pragma once

#include <string>

#include "greycache/config/settings.h"
#include "greycache/postgres/postgres_settings.h"
#include "greycache/redis/wire/redis_options.h"

namespace greycache {

// Both read the file of the password, where one is named, and throw StartError (start_error.h)
// where that or the address cannot be read.
RedisOptions redis_options_of(const Settings& settings);
PostgresSettings postgres_settings_of(const Settings& settings, const std::string& schema);
// The same, of somebody who waits at most `patience` for a connection, and for a statement.
PostgresSettings postgres_settings_of(const Settings& settings, const std::string& schema,
                                      Milliseconds patience);

}  // namespace greycache
