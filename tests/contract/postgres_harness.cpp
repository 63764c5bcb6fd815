#include "tests/contract/postgres_harness.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <sstream>

#include "tests/contract/environment.h"
#include "tests/contract/persistent_store_suite.h"

namespace greycache {

namespace harness {

namespace {

Deadline soon() {
  return std::chrono::steady_clock::now() + std::chrono::seconds(20);
}

Connection superuser() {
  Connection connection;
  const auto hosts = connection_keywords(settings());
  REQUIRE(hosts.has_value());
  REQUIRE_STORED(connection.connect(*hosts, Milliseconds(20'000)));
  REQUIRE_STORED(connection.run_script(std::string("set search_path = ") + kSchema, soon()));
  return connection;
}

}  // namespace

std::string database(const std::string& role) {
  return "host=" + environment("GREYCACHE_TEST_POSTGRES") + " dbname=postgres user=" + role;
}

PostgresSettings settings(const std::string& role) {
  PostgresSettings settings;
  settings.database = database(role);
  settings.schema = kSchema;
  return settings;
}

std::unique_ptr<PostgresStore> fresh_postgres_store() {
  run_sql(std::string("drop schema if exists ") + kSchema + " cascade");
  return postgres_store();
}

std::unique_ptr<PostgresStore> postgres_store(const std::string& role) {
  return std::make_unique<PostgresStore>(settings(role));
}

void run_sql(const std::string& script) {
  Connection connection = superuser();
  REQUIRE_STORED(connection.run_script(script, soon()));
}

std::int64_t number_from_sql(const std::string& query) {
  Connection connection = superuser();
  const auto rows = connection.execute({query.c_str(), {}}, soon());
  REQUIRE_STORED(rows);
  REQUIRE(rows->size() > 0);
  return rows->number(0, 0);
}

void control_server(const std::string& command) {
  std::istringstream descriptors(environment("GREYCACHE_TEST_CONTROL"));
  int commands = -1;
  int answers = -1;
  descriptors >> commands >> answers;
  const std::string line = command + "\n";
  REQUIRE(::write(commands, line.data(), line.size()) == static_cast<ssize_t>(line.size()));
  std::string answer;
  for (char c = 0; c != '\n'; answer += c) REQUIRE(read(answers, &c, 1) == 1);
  REQUIRE(answer == line);
}

void run_psql(const std::string& arguments) {
  const std::string command = "cd '" + environment("GREYCACHE_TEST_SOURCE") +
                              "/sql' && psql -X -q -o /dev/null -v ON_ERROR_STOP=1 '" + database() +
                              "' " + arguments;
  REQUIRE(std::system(command.c_str()) == 0);
}

}  // namespace harness

std::unique_ptr<PersistentStore> fresh_store() {
  return harness::fresh_postgres_store();
}

std::unique_ptr<PersistentStore> reopened_store() {
  return harness::postgres_store();
}

// Those that begin later have greater numbers than all that was written.
void wait_for_older_writers() {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (
      harness::number_from_sql("select (pg_snapshot_xmin(seen) = pg_snapshot_xmax(seen))::int::int8"
                               " from pg_current_snapshot() seen") == 0) {
    REQUIRE(std::chrono::steady_clock::now() < end);
  }
}

}  // namespace greycache
