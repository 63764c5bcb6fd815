// Faults of a real PostgreSQL: each is told by its kind, in time, and passes when its cause does.
#include <doctest/doctest.h>

#include "tests/contract/example_facts.h"
#include "tests/contract/persistent_store_suite.h"
#include "tests/contract/postgres_harness.h"

namespace greycache {

namespace {

using harness::control_server;
using harness::run_sql;
using Kind = StoreError::Kind;

const std::vector<Fact> kFacts = {connect_fact("192.0.2", "n", "d.example", "r", kTestTime)};

PostgresSettings impatient(const std::string& role = "postgres") {
  PostgresSettings settings = harness::settings(role);
  settings.connect_timeout = Milliseconds(300);
  settings.statement_timeout = Milliseconds(400);
  return settings;
}

std::unique_ptr<PostgresStore> open_impatient() {
  REQUIRE_STORED(harness::fresh_postgres_store()->open());
  auto store = std::make_unique<PostgresStore>(impatient());
  REQUIRE_STORED(store->open());
  return store;
}

// A role that may do all but what a test takes from it.
void make_role(const std::string& options) {
  run_sql("drop role if exists test_role; create role test_role superuser login " + options);
}

Kind kind_of(const StoreResult<void>& result) {
  REQUIRE_FALSE(result.has_value());
  INFO(result.error().message);
  CHECK_FALSE(result.error().message.empty());
  return result.error().kind;
}

// Returns the kind of the error and checks that it came in time.
Kind kind_in_time(PostgresStore& store, Milliseconds limit) {
  const auto begin = std::chrono::steady_clock::now();
  const Kind kind = kind_of(store.merge(kFacts));
  CHECK(std::chrono::steady_clock::now() - begin < limit);
  return kind;
}

}  // namespace

TEST_CASE("a stopped server is unavailable, and is used again when it is back") {
  const auto store = open_impatient();
  store_facts(*store, kFacts);
  control_server("stop");
  const Kind at_once = kind_in_time(*store, Milliseconds(700));
  const Kind again = kind_in_time(*store, Milliseconds(700));
  control_server("start");
  CHECK(at_once == Kind::unavailable);
  CHECK(again == Kind::unavailable);
  store_facts(*store, kFacts);
  CHECK(loaded(*store, {"192.0.2"}) == kFacts);
}

TEST_CASE("a restart between two calls is not noticed") {
  const auto store = open_impatient();
  control_server("stop");
  control_server("start");
  store_facts(*store, kFacts);
  CHECK(loaded(*store, {"192.0.2"}) == kFacts);
}

TEST_CASE("asked for its history a server that is stopped is unavailable, and else says the same") {
  const auto store = open_impatient();
  const std::string history = store->history();
  CHECK_FALSE(history.empty());
  REQUIRE_STORED(store->ask_history());
  control_server("stop");
  const Kind stopped = kind_of(store->ask_history());
  control_server("start");
  CHECK(stopped == Kind::unavailable);
  REQUIRE_STORED(store->ask_history());
  CHECK(store->history() == history);
}

TEST_CASE("a server that hangs costs no more than the timeouts") {
  const auto store = open_impatient();
  control_server("pause");
  const Kind statement = kind_in_time(*store, Milliseconds(400 + 500));
  const Kind connecting = kind_in_time(*store, Milliseconds(300 + 500));
  control_server("resume");
  CHECK(statement == Kind::unavailable);
  CHECK(connecting == Kind::unavailable);
  REQUIRE_STORED(store->open());
  store_facts(*store, kFacts);
}

TEST_CASE("a lock that is held is contention, in time, and keeps the connection") {
  const auto store = open_impatient();
  const auto hosts = connection_keywords(harness::settings());
  const Deadline deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  Connection locker;
  REQUIRE_STORED(locker.connect(*hosts, Milliseconds(5000)));
  REQUIRE_STORED(locker.run_script("begin; lock table contract.connect", deadline));
  CHECK(kind_in_time(*store, Milliseconds(900)) == Kind::contention);
  REQUIRE_STORED(locker.run_script("rollback", deadline));
  store_facts(*store, kFacts);
}

TEST_CASE("a statement that takes too long is ended by the server and is contention") {
  const auto store = open_impatient();
  run_sql(
      "create function slow() returns trigger language plpgsql as "
      "'begin perform pg_sleep(5); return new; end'; "
      "create trigger slow before insert on connect_default for each row "
      "execute function slow()");
  CHECK(kind_in_time(*store, Milliseconds(900)) == Kind::contention);
}

TEST_CASE("a missing table is refused and named") {
  const auto store = open_impatient();
  run_sql("drop table connect");
  const auto result = store->merge(kFacts);
  CHECK(kind_of(result) == Kind::refused);
  CHECK(result.error().message.find("\"connect\" does not exist (42P01)") != std::string::npos);
}

TEST_CASE("a server that only reads is read_only, and load works") {
  open_impatient();
  store_facts(*harness::postgres_store(), kFacts);
  make_role("");
  run_sql("alter role test_role set default_transaction_read_only = on");
  PostgresStore store(impatient("test_role"));
  REQUIRE_STORED(store.open());
  CHECK(kind_of(store.merge(kFacts)) == Kind::read_only);
  CHECK(loaded(store, {"192.0.2"}) == kFacts);
}

TEST_CASE("too many connections are contention") {
  open_impatient();
  run_sql("drop role if exists test_limited; create role test_limited login connection limit 0");
  PostgresStore store(impatient("test_limited"));
  CHECK(kind_of(store.open()) == Kind::contention);
}

TEST_CASE("a wrong password is refused, the right one from the settings passes") {
  open_impatient();
  run_sql(
      "drop role if exists needs_password; "
      "create role needs_password superuser login password 'right'");
  PostgresSettings settings = impatient("needs_password");
  settings.connect_timeout = Milliseconds(3000);
  settings.password = "wrong";
  const auto result = PostgresStore(settings).open();
  CHECK(kind_of(result) == Kind::refused);
  CHECK(result.error().message.find("password authentication failed") != std::string::npos);
  settings.password = "right";
  REQUIRE_STORED(PostgresStore(settings).open());
}

TEST_CASE("a database that does not exist is refused") {
  PostgresSettings settings = impatient();
  settings.database += " dbname=nowhere";
  CHECK(kind_of(PostgresStore(settings).open()) == Kind::refused);
}

TEST_CASE("a setting that cannot be read is refused and not quoted") {
  PostgresSettings settings = impatient();
  settings.database = "host=/tmp password='secret";
  const auto result = PostgresStore(settings).open();
  CHECK(kind_of(result) == Kind::refused);
  CHECK(result.error().message.find("secret") == std::string::npos);
}

TEST_CASE("the next host is used where the first does not answer") {
  open_impatient();
  PostgresSettings settings = impatient();
  const std::string working = settings.database.substr(5, settings.database.find(' ') - 5);
  settings.database = "host=/nonexistent," + working + " dbname=postgres user=postgres";
  PostgresStore store(settings);
  REQUIRE_STORED(store.open());
  store_facts(store, kFacts);
}

TEST_CASE("with target_session_attrs=read-write a standby is passed over") {
  open_impatient();
  make_role("");
  run_sql("alter role test_role set default_transaction_read_only = on");
  PostgresSettings settings = impatient("test_role");
  settings.database += " target_session_attrs=read-write";
  CHECK(kind_of(PostgresStore(settings).open()) == Kind::unavailable);
  run_sql("alter role test_role reset default_transaction_read_only");
  REQUIRE_STORED(PostgresStore(settings).open());
}

TEST_CASE("a connection that the server ends in the middle of a call is unavailable") {
  const auto store = open_impatient();
  run_sql(
      "create function suicide() returns trigger language plpgsql as "
      "'begin perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(1); return new; "
      "end'; "
      "create trigger suicide before insert on connect_default for each row "
      "execute function suicide()");
  CHECK(kind_in_time(*store, Milliseconds(900)) == Kind::unavailable);
  run_sql("drop trigger suicide on connect_default");
  store_facts(*store, kFacts);
}

}  // namespace greycache
