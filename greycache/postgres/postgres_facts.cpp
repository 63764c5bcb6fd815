// Three questions to the catalogues, and the checks of the store.
#include "greycache/postgres/postgres_facts.h"

#include "greycache/postgres/postgres_store.h"
#include "greycache/postgres/session.h"

namespace greycache {

namespace {

constexpr const char* kServer = R"(
select pg_is_in_recovery(), current_setting('synchronous_commit'), current_setting('fsync'),
  current_setting('full_page_writes'), current_setting('autovacuum'),
  (select count(*) from pg_stat_activity where backend_type = 'client backend'),
  current_setting('max_connections')::int8,
  (extract(epoch from clock_timestamp()) * 1000)::int8)";

constexpr const char* kTables = R"(
select relname, n_live_tup, n_dead_tup from pg_stat_user_tables
where schemaname = current_schema() order by relname)";

constexpr const char* kPartitions = R"(
select coalesce(bool_or(day = today), false), coalesce(bool_or(day = today + 1), false),
  coalesce(today - min(day), 0)
from (select to_date(substr(c.relname, 9), 'YYYYMMDD') as day
  from pg_inherits i join pg_class c on c.oid = i.inhrelid
  where i.inhparent = to_regclass('connect') and c.relname ~ '^connect_[0-9]{8}$') partition,
  (select (now() at time zone 'UTC')::date as today) clock
group by today)";

void read_server(const Rows& rows, PostgresFacts& facts) {
  facts.read_only = rows.truth(0, 0);
  facts.synchronous_commit = rows.text(0, 1);
  facts.fsync = rows.text(0, 2);
  facts.full_page_writes = rows.text(0, 3);
  facts.autovacuum = rows.text(0, 4);
  facts.connections = rows.number(0, 5);
  facts.most_connections = rows.number(0, 6);
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  facts.clock_ahead =
      Milliseconds(rows.number(0, 7)) - std::chrono::duration_cast<Milliseconds>(now);
}

void read_tables(const Rows& rows, PostgresFacts& facts) {
  for (int row = 0; row < rows.size(); ++row) {
    facts.tables.push_back(
        {std::string(rows.text(row, 0)), rows.number(row, 1), rows.number(row, 2)});
  }
}

void read_partitions(const Rows& rows, PostgresFacts& facts) {
  if (rows.size() == 0) return;
  facts.has_partition_of_today = rows.truth(0, 0);
  facts.has_partition_of_tomorrow = rows.truth(0, 1);
  facts.oldest_partition = rows.number(0, 2);
}

// Where the schema is not as it must be the rest is not asked.
void read_schema(const PostgresSettings& settings, PostgresFacts& facts) {
  PostgresStore store(settings);
  if (const auto opened = store.open(); !opened) {
    facts.schema_trouble = opened.error().message;
    return;
  }
  const auto missing = store.missing_rights();
  facts.missing_rights = missing ? *missing : missing.error().message;
  facts.rights_advice = store.rights_advice();
}

}  // namespace

StoreResult<PostgresFacts> postgres_facts(const PostgresSettings& given) {
  PostgresSettings settings = given;
  settings.migrates = false;
  Connection connection;
  if (const auto connected = connect_session(connection, settings); !connected) {
    return tl::unexpected(connected.error());
  }
  PostgresFacts facts;
  facts.version = connection.server_version();
  facts.pooled = connection.pooled();
  const std::vector<Statement> questions{{kServer, {}}, {kTables, {}}, {kPartitions, {}}};
  const auto rows =
      connection.execute(questions, std::chrono::steady_clock::now() + settings.statement_timeout);
  if (!rows) return tl::unexpected(rows.error());
  read_server((*rows)[0], facts);
  read_tables((*rows)[1], facts);
  read_partitions((*rows)[2], facts);
  read_schema(settings, facts);
  return facts;
}

}  // namespace greycache
