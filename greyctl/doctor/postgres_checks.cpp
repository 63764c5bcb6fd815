// Server, durability, schema and rights, tables.
#include "greyctl/doctor/postgres_checks.h"

#include <fmt/format.h>

#include <chrono>
#include <string_view>

#include "common/text.h"
#include "greyctl/doctor/clock_checks.h"

namespace greycache {

namespace {

// Fewer are no burden; autovacuum comes at a fifth of the rows.
constexpr std::int64_t kManyDead = 10'000;
// Two days to come, the one that is, and one that ends while somebody looks.
constexpr std::int64_t kFurtherPartitions = 4;

void check_server(Findings& findings, const PostgresFacts& postgres) {
  if (postgres.read_only) {
    findings.error("PostgreSQL is a standby and takes no writes",
                   "name the primary in database, or both and target_session_attrs=read-write");
  }
  if (postgres.connections * 10 > postgres.most_connections * 9) {
    findings.warning(fmt::format("PostgreSQL has {} connections of {} (max_connections)",
                                 postgres.connections, postgres.most_connections),
                     "raise max_connections in postgresql.conf, or put PgBouncer before it");
  }
  if (postgres.pooled) {
    findings.ok("a pooler stands before PostgreSQL, and gives each transaction its connection");
  }
}

void check_durability(Findings& findings, const PostgresFacts& postgres) {
  if (postgres.fsync == "off" || postgres.full_page_writes == "off") {
    findings.error(
        fmt::format("PostgreSQL has {} = off: a crash of its host may damage the database",
                    postgres.fsync == "off" ? "fsync" : "full_page_writes"),
        "set it to on in postgresql.conf, and reload PostgreSQL");
  }
  if (postgres.synchronous_commit == "off") {
    findings.warning(
        "PostgreSQL has synchronous_commit = off for the daemon's role: a crash loses "
        "changes that have left the journal already",
        "alter role greycache set synchronous_commit = on");
  }
  if (postgres.autovacuum == "off") {
    findings.warning("PostgreSQL has autovacuum = off: tables grow by what was changed and deleted",
                     "autovacuum = on in postgresql.conf, and reload PostgreSQL");
  }
}

void check_schema(Findings& findings, const PostgresFacts& postgres) {
  if (!postgres.schema_trouble.empty()) {
    findings.error(
        postgres.schema_trouble,
        "start the daemon, which migrates it where it may; its log has the command where "
        "it may not");
  }
  if (!postgres.missing_rights.empty()) {
    findings.error(
        fmt::format("rights are missing in PostgreSQL: {}", escaped(postgres.missing_rights, 400)),
        postgres.rights_advice);
  }
}

void check_tables(Findings& findings, const PostgresFacts& postgres) {
  for (const PostgresTable& table : postgres.tables) {
    if (table.dead < kManyDead || table.dead <= table.live) continue;
    findings.warning(fmt::format("table {} has {} dead rows beside {} live ones: vacuum does not "
                                 "keep up",
                                 escaped(table.name, 80), table.dead, table.live),
                     fmt::format("vacuum {}; look for old transactions in pg_stat_activity, which "
                                 "keep rows from being removed",
                                 escaped(table.name, 80)));
  }
}

void check_partitions(Findings& findings, const PostgresFacts& postgres, const Settings& settings) {
  if (!postgres.schema_trouble.empty()) return;
  if (!postgres.has_partition_of_today || !postgres.has_partition_of_tomorrow) {
    findings.warning(fmt::format("table connect has no partition for {}: first attempts go into "
                                 "connect_default, which is emptied by DELETE and vacuum",
                                 postgres.has_partition_of_today ? "tomorrow" : "today"),
                     "the daemon makes them when it cleans: look for \"partitions fails\" in "
                     "greyctl stats and in its log");
  }
  const auto kept =
      std::chrono::ceil<std::chrono::hours>(settings.max_connect_age).count() / 24 + 1;
  if (postgres.oldest_partition <= kept + kFurtherPartitions) return;
  findings.warning(
      fmt::format("table connect has partitions of {} days ago, and first attempts are "
                  "kept for {}: they are not dropped",
                  postgres.oldest_partition, duration_in_words(settings.max_connect_age)),
      "look for \"cleaning fails\" and \"partitions fails\" in greyctl stats and in the "
      "daemon's log");
}

}  // namespace

Findings postgres_findings(const PostgresFacts& postgres, const Settings& settings) {
  Findings findings;
  findings.ok(fmt::format("PostgreSQL {}.{} can be reached", postgres.version / 10000,
                          postgres.version % 10000));
  check_server(findings, postgres);
  check_durability(findings, postgres);
  check_schema(findings, postgres);
  check_tables(findings, postgres);
  check_partitions(findings, postgres, settings);
  findings.add(clock_difference_findings("PostgreSQL", postgres.clock_ahead));
  return findings;
}

Findings postgres_findings(const StoreError& error) {
  Findings findings;
  findings.error(error.message,
                 error.kind == StoreError::Kind::refused
                     ? "the account, its password and pg_hba.conf; database and "
                       "database_password_file in greycache.conf"
                     : "systemctl status postgresql on its host; database in greycache.conf");
  return findings;
}

}  // namespace greycache
