// What a PostgreSQL says of itself, and of our tables in it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "greycache/postgres/postgres_settings.h"
#include "greycache/store/store_error.h"

namespace greycache {

// As the server counts them; nearly right.
struct PostgresTable {
  std::string name;
  std::int64_t live = 0;  // rows
  std::int64_t dead = 0;  // of what was changed or deleted, until vacuum has been there
};

struct PostgresFacts {
  int version = 0;  // 150020 for 15.20
  bool pooled = false;
  bool read_only = false;  // a standby
  // Settings that hold for our role: "on", "off", ...
  std::string synchronous_commit;
  std::string fsync;
  std::string full_page_writes;
  std::string autovacuum;
  std::int64_t connections = 0;
  std::int64_t most_connections = 0;
  Milliseconds clock_ahead{};  // of this host's clock; below 0: behind

  // Of the schema; empty where there is none.
  std::vector<PostgresTable> tables;
  bool has_partition_of_today = false;  // of connect
  bool has_partition_of_tomorrow = false;
  std::int64_t oldest_partition = 0;  // days ago

  // Why the schema is not as this program needs it, or what rights are missing, each with what an
  // administrator runs; empty where all is well.
  std::string schema_trouble;
  std::string missing_rights;
  std::string rights_advice;
};

// Connects as the daemon does, and asks; changes nothing, and migrates nothing. Takes the timeouts
// of the settings for each exchange. The error says why the server cannot be used.
StoreResult<PostgresFacts> postgres_facts(const PostgresSettings& settings);

}  // namespace greycache
