// The schema: who may make it, which versions fit, and that roles.sql grants enough and no more.
#include <doctest/doctest.h>

#include <cstdlib>
#include <thread>

#include <fmt/format.h>

#include "common/places.h"
#include "tests/contract/example_facts.h"
#include "tests/contract/persistent_store_suite.h"
#include "tests/contract/postgres_harness.h"
#include "tests/unit/kept_log.h"

namespace greycache {

namespace {

using harness::fresh_postgres_store;
using harness::number_from_sql;
using harness::postgres_store;
using harness::run_psql;
using harness::run_sql;

constexpr const char* kFilesBeforeStandIn =
    " -f 001_entries.sql -f 002_opt_tables.sql -f 003_connect_partitions.sql "
    "-f 004_sound_rows.sql -f 005_standing_correspondent.sql -f 006_history.sql "
    "-f 007_expectation.sql -f 008_mail_count.sql";
const std::string kFiles =
    std::string(kFilesBeforeStandIn) +
    " -f 009_stand_in.sql -f 010_opt_version_steps.sql -f 011_history_summaries.sql"
    " -f 012_history_wide_summaries.sql";

// The last of the files.
constexpr int kNewest = 12;

// Of the last migration that a program must know, and of the last one at all.
std::int64_t required_version() {
  return number_from_sql("select max(version) from schema_version");
}
std::int64_t last_addition() {
  return number_from_sql("select max(version) from schema_addition");
}

// As the head of roles.sql tells an administrator.
void make_roles() {
  run_sql("drop schema if exists contract cascade");
  run_psql("-v schema=contract -v owner=test_owner -v daemon=test_daemon -f roles.sql");
}

void migrate_as_owner(const std::string& files) {
  run_psql("-1 -c 'set role test_owner' -c 'set search_path = contract'" + files);
}

std::unique_ptr<PostgresStore> least_privileged_store() {
  make_roles();
  migrate_as_owner(kFiles);
  auto store = postgres_store("test_daemon");
  REQUIRE_STORED(store->open());
  return store;
}

// Of a message, as an administrator runs it: on the server, where the files are.
void paste_command_of(const std::string& message) {
  const std::size_t at = message.find(": psql ");
  REQUIRE(at != std::string::npos);
  const char* source = std::getenv("GREYCACHE_TEST_SOURCE");
  const char* host = std::getenv("GREYCACHE_TEST_POSTGRES");
  REQUIRE(source != nullptr);
  REQUIRE(host != nullptr);
  const std::string command = fmt::format(
      "cd '{}' && export PGHOST='{}' PGUSER=postgres PGOPTIONS='-c client_min_messages=warning' && "
      "{{ {}; }} >/dev/null",
      source, host, message.substr(at + 2));
  CAPTURE(command);
  REQUIRE(std::system(command.c_str()) == 0);
}

StoreError refusal_of(PostgresStore& store) {
  const auto result = store.open();
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().kind == StoreError::Kind::refused);
  return result.error();
}

// What the daemon's role gets for a statement.
StoreError::Kind as_daemon(const std::string& sql) {
  Connection connection;
  const Deadline deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  REQUIRE_STORED(connection.connect(*connection_keywords(harness::settings("test_daemon")),
                                    Milliseconds(5000)));
  const auto result = connection.run_script("set search_path = contract; " + sql, deadline);
  REQUIRE_FALSE(result.has_value());
  return result.error().kind;
}

}  // namespace

TEST_CASE("an empty database gets the schema") {
  const auto store = fresh_postgres_store();
  REQUIRE_STORED(store->open());
  CHECK(required_version() == 4);
  CHECK(last_addition() == kNewest);
}

TEST_CASE("hosts that start at once on an empty database do not disturb each other") {
  const auto first = fresh_postgres_store();
  const auto second = postgres_store();
  StoreResult<void> second_opened;
  std::thread other([&] { second_opened = second->open(); });
  const auto first_opened = first->open();
  other.join();
  REQUIRE_STORED(first_opened);
  REQUIRE_STORED(second_opened);
  CHECK(number_from_sql("select count(*) from schema_version") == 4);
  CHECK(number_from_sql("select count(*) from schema_addition") == kNewest - 4);
}

TEST_CASE("an older schema is migrated and keeps its rows") {
  make_roles();
  run_psql("-1 -c 'set search_path = contract' -f 001_entries.sql");
  run_sql(
      "insert into domain_awl values ('192.0.2', 'd.example', to_timestamp(5), to_timestamp(6))");
  const auto store = postgres_store();
  REQUIRE_STORED(store->open());
  CHECK(last_addition() == kNewest);
  CHECK(loaded(*store, {"192.0.2"}) ==
        std::vector<Fact>{domain_awl_fact("192.0.2", "d.example", 5, 6)});
}

TEST_CASE("an older schema that may not be migrated is refused with the command that does it") {
  make_roles();
  migrate_as_owner(" -f 001_entries.sql");
  const auto store = postgres_store("test_daemon");
  const std::string message = refusal_of(*store).message;
  CHECK(message.find(fmt::format("at version 1, this program needs {}", kNewest)) !=
        std::string::npos);
  CHECK(message.find("-d postgres -1 -c 'set role test_owner' "
                     "-c 'set search_path = contract' -f sql/002_opt_tables.sql "
                     "-f sql/003_connect_partitions.sql -f sql/004_sound_rows.sql "
                     "-f sql/005_standing_correspondent.sql -f sql/006_history.sql "
                     "-f sql/007_expectation.sql -f sql/008_mail_count.sql "
                     "-f sql/009_stand_in.sql -f sql/010_opt_version_steps.sql "
                     "-f sql/011_history_summaries.sql "
                     "-f sql/012_history_wide_summaries.sql") != std::string::npos);
  CHECK(required_version() == 1);
  paste_command_of(message);
  REQUIRE_STORED(store->open());
  CHECK(store->missing_rights()->empty());
}

TEST_CASE("a missing schema that may not be made is refused with the command that does it") {
  make_roles();
  run_sql("drop schema contract");
  const auto store = postgres_store("test_daemon");
  const std::string message = refusal_of(*store).message;
  CHECK(message.find("at version 0") != std::string::npos);
  CHECK(message.find("-f sql/001_entries.sql") != std::string::npos);
  paste_command_of(message);
  REQUIRE_STORED(store->open());
  CHECK(store->missing_rights()->empty());
}

TEST_CASE("what keeps a program from a schema is told before it is used, and nothing is changed") {
  const auto hindrance = [](const std::string& role) {
    const auto told = postgres_store(role)->hindrance_of_schema();
    REQUIRE_STORED(told);
    return *told;
  };
  make_roles();
  migrate_as_owner(" -f 001_entries.sql");
  CHECK(hindrance("postgres").empty());
  const std::string message = hindrance("test_daemon");
  CHECK(message.find(fmt::format("at version 1, this program needs {}", kNewest)) !=
        std::string::npos);
  CHECK(message.find("role test_daemon does not own it") != std::string::npos);
  CHECK(required_version() == 1);
  paste_command_of(message);
  CHECK(hindrance("test_daemon").empty());
  // What a newer program has only added hinders nobody.
  run_sql("insert into schema_addition (version, name) values (99, 'added')");
  CHECK(hindrance("test_daemon").empty());
  run_sql("insert into schema_version (version, name) values (99, 'newer')");
  for (const char* role : {"postgres", "test_daemon"}) {
    CHECK(hindrance(role).find("a newer program is needed") != std::string::npos);
  }
  run_sql("drop schema contract cascade");
  CHECK(hindrance("postgres").empty());
  CHECK(hindrance("test_daemon").find("at version 0") != std::string::npos);
}

TEST_CASE("what is told of a migration is told once it is done, not at every try") {
  make_roles();
  migrate_as_owner(" -f 001_entries.sql");
  const KeptLog log;
  const auto store = postgres_store("test_daemon");
  refusal_of(*store);
  CHECK_FALSE(log.has("migrated from"));
  CHECK_FALSE(log.has("migrating"));
  const auto owner = postgres_store();
  REQUIRE_STORED(owner->open());
  CHECK(log.count(fmt::format("schema contract is migrated from version 1 to {}", kNewest)) == 1);
}

TEST_CASE("tables that another role has made are named with the command that mends it") {
  make_roles();
  migrate_as_owner(kFilesBeforeStandIn);
  const auto store = postgres_store("test_daemon");
  SUBCASE("one of them") {
    run_psql(
        "-1 -c 'set search_path = contract' -f 009_stand_in.sql -f 010_opt_version_steps.sql "
        "-f 011_history_summaries.sql -f 012_history_wide_summaries.sql");
  }
  SUBCASE("all of them") {
    make_roles();
    run_psql("-1 -c 'set search_path = contract'" + kFiles);
  }
  const auto denied = store->exchange_stand_ins("mx1", OwnStandIn::stands);
  REQUIRE_FALSE(denied.has_value());
  CHECK(denied.error().message.find("(42501); run in " GREYCACHE_DATA_DIR
                                    ", as a superuser: psql ") != std::string::npos);
  paste_command_of(denied.error().message);
  REQUIRE_STORED(store->exchange_stand_ins("mx1", OwnStandIn::stands));
  CHECK(store->missing_rights()->empty());
  CHECK(as_daemon("delete from schema_addition") == StoreError::Kind::refused);
  CHECK(as_daemon("update opt_version set version = 0") == StoreError::Kind::refused);
  CHECK(as_daemon("drop table stand_in") == StoreError::Kind::refused);
  CHECK(number_from_sql("select count(*) from pg_class c join pg_namespace n on n.oid = "
                        "relnamespace where nspname = 'contract' and "
                        "pg_get_userbyid(relowner) <> 'test_owner'") == 0);
  std::vector<Fact> forgotten;
  REQUIRE_STORED(store->expire({INT64_MAX, 0}, 100, forgotten));
  CHECK(store->upkeep_trouble().empty());
}

TEST_CASE("a newer schema is refused with both versions") {
  const auto store = fresh_postgres_store();
  REQUIRE_STORED(store->open());
  run_sql("insert into schema_version (version, name) values (999, 'from_the_future')");
  const std::string message = refusal_of(*store).message;
  CHECK(message.find("version 999") != std::string::npos);
  CHECK(message.find(fmt::format("knows {}", kNewest)) != std::string::npos);
}

TEST_CASE("what a newer program only added to the schema does not matter") {
  const auto store = fresh_postgres_store();
  REQUIRE_STORED(store->open());
  run_sql("insert into schema_addition (version, name) values (999, 'from_the_future')");
  REQUIRE_STORED(store->open());
}

TEST_CASE("a schema name that needs quotes is refused") {
  for (const char* name : {"", "a b", "A", "1a", "a\"; drop table connect", "a-b"}) {
    CAPTURE(name);
    PostgresSettings settings = harness::settings();
    settings.schema = name;
    PostgresStore store(settings);
    refusal_of(store);
  }
}

TEST_CASE("the rights of roles.sql are enough for every call") {
  const auto store = least_privileged_store();
  const Fact fact = connect_fact("192.0.2", "n", "d.example", "r", kTestTime);
  store_facts(*store, {fact, from_awl_fact("192.0.2", "n", "d.example", 5, 6),
                       domain_awl_fact("192.0.2", "d.example", 5, 6)});
  store_facts(*store, {domain_awl_fact("192.0.2", "d.example", 5, 7)});
  CHECK(loaded(*store, {"192.0.2"}).size() == 3);
  for (SearchPlace place; !place.done;) {
    REQUIRE_STORED(store->search({"d.example", "n", {"n"}, "r"}, place, 10));
  }
  CHECK(store->count()->connect == 1);
  const auto version = store->opt_tables_version();
  REQUIRE_STORED(store->change_opt_table(OptTable::optin_email, "a@here.example", true));
  CHECK(*store->opt_tables_version() != *version);
  CHECK(opt_rows(*store, OptTable::optin_email).size() == 1);
  REQUIRE_STORED(store->change_opt_table(OptTable::optin_email, "a@here.example", false));
  const auto expected = store->expectations_version();
  const Expectation expectation{"a@here.example", "", kTestTime, kTestTime, kTestTime, false, ""};
  REQUIRE_STORED(store->merge_expectations({&expectation, 1}));
  CHECK(*store->expectations_version() != *expected);
  REQUIRE_STORED(store->read_expectations({}, 10, [](const Expectation&) {}));
  REQUIRE_STORED(store->forget_expectations(kTestTime + 1));
  std::vector<Fact> forgotten;
  const auto deleted = store->expire({kTestTime + 1, kTestTime}, 100, forgotten);
  REQUIRE_STORED(deleted);
  CHECK(*deleted == 3);
  store_facts(*store, {correspondent_fact("to:anna@here.example", "n", "d.example", 5, 6)});
  CHECK(loaded(*store, {"to:anna@here.example"}).size() == 1);
  const StandingRow row{"a.example", "mx1", {7, 1, 0}};
  REQUIRE_STORED(store->merge_standings({&row, 1}));
  StandingPlace place;
  CHECK(store->read_standings(0, place, 10)->rows.size() == 1);
  CHECK(*store->expire_standings(8, 10) == 1);
  CHECK(store->missing_rights()->empty());
}

TEST_CASE(
    "with the rights of roles.sql partitions are made and dropped, by the owner's functions") {
  const auto store = least_privileged_store();
  const auto partitions = [] {
    return number_from_sql(
        "select count(*) from pg_inherits where inhparent = 'connect'::regclass");
  };
  CHECK(partitions() == 4);
  run_sql("select make_connect_partitions((now() at time zone 'UTC')::date - 3, 3)");
  CHECK(partitions() == 7);
  std::vector<Fact> forgotten;
  REQUIRE_STORED(store->expire({INT64_MAX, 0}, 100, forgotten));
  CHECK(partitions() == 4);
}

TEST_CASE("with the rights of roles.sql nothing can be made, changed or dropped") {
  least_privileged_store();
  using Kind = StoreError::Kind;
  CHECK(as_daemon("create table mine (a int)") == Kind::refused);
  CHECK(as_daemon("drop table connect") == Kind::refused);
  CHECK(as_daemon("alter table from_awl add column a int") == Kind::refused);
  CHECK(as_daemon("truncate domain_awl") == Kind::refused);
  CHECK(as_daemon("drop schema contract cascade") == Kind::refused);
  CHECK(as_daemon("delete from schema_version") == Kind::refused);
  CHECK(as_daemon("delete from schema_addition") == Kind::refused);
  CHECK(as_daemon("update opt_version set version = 0") == Kind::refused);
  CHECK(as_daemon("update expectation_version set version = 0") == Kind::refused);
  CHECK(as_daemon("create role other") == Kind::refused);
}

TEST_CASE("roles.sql can be run again") {
  const auto store = least_privileged_store();
  run_psql("-v schema=contract -v owner=test_owner -v daemon=test_daemon -f roles.sql");
  REQUIRE_STORED(store->open());
}

}  // namespace greycache
