// Where the PostgreSQL store is and how long it may take.
#pragma once

#include <functional>
#include <string>

#include "common/duration.h"

namespace greycache {

struct PostgresSettings {
  // A libpq URI or keyword string, with several hosts too
  // (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING).
  std::string database;
  // Replaces the one in `database`; empty leaves it to libpq (passfile, peer authentication).
  std::string password;
  // Where there is a password, the one that counts now: asked for at each connection, on the thread
  // that uses the store.
  std::function<std::string()> read_password;
  // Of the schema: a lower-case letter or '_', then those and digits, 40 at most.
  std::string schema = "greycache";
  // Whether an older schema is brought to this program's version; else it is an error.
  bool migrates = true;
  // For each host of `database`, in turn.
  Milliseconds connect_timeout{2000};
  // For each call of the store. The server ends a statement a little earlier, so that the
  // connection can be kept.
  Milliseconds statement_timeout{5000};
};

}  // namespace greycache
