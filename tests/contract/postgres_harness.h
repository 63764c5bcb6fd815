// The PostgreSQL server that with_postgres.py runs for a test program.
#pragma once

#include <memory>
#include <string>

#include "greycache/postgres/postgres_store.h"

namespace greycache::harness {

// The schema of the contract tests.
constexpr const char* kSchema = "contract";

// Of the superuser; with another role in its place.
std::string database(const std::string& role = "postgres");
PostgresSettings settings(const std::string& role = "postgres");

// A store on a schema that does not exist, and one on what that left; not open.
std::unique_ptr<PostgresStore> fresh_postgres_store();
std::unique_ptr<PostgresStore> postgres_store(const std::string& role = "postgres");

// Runs SQL as superuser, with the search_path of the contract tests; ends the test case on an
// error.
void run_sql(const std::string& script);
// The first column of the first row.
std::int64_t number_from_sql(const std::string& query);

// stop, start, kill (without a word), pause (SIGSTOP for every process of the server) or resume;
// returns when it is done.
void control_server(const std::string& command);

// Runs psql in the directory sql/ as superuser; `arguments` go through the shell.
void run_psql(const std::string& arguments);

}  // namespace greycache::harness
