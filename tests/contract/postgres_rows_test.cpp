// Rows that anybody may have written: what the schema refuses, what a migration takes out, and that
// a row which makes no sense disturbs nobody where it stands all the same.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "tests/contract/example_facts.h"
#include "tests/contract/odd_values.h"
#include "tests/contract/persistent_store_suite.h"
#include "tests/contract/postgres_harness.h"

namespace greycache::postgres_rows_test {

namespace {

using harness::fresh_postgres_store;
using harness::number_from_sql;
using harness::run_psql;
using harness::run_sql;

const std::vector<std::string> kTables = {"connect",      "from_awl",    "domain_awl",
                                          "optin_domain", "optin_email", "optout_domain",
                                          "optout_email"};
const Fact kInnocent = from_awl_fact("203.0.113", "n", "d.example", kTestTime, kTestTime);

std::unique_ptr<PostgresStore> open_fresh() {
  auto store = fresh_postgres_store();
  REQUIRE_STORED(store->open());
  return store;
}

// As where an administrator took the constraints away, or made the tables himself.
std::unique_ptr<PostgresStore> open_without_constraints() {
  auto store = open_fresh();
  for (const std::string& table : kTables) {
    run_sql(fmt::format("alter table {0} drop constraint {0}_sound", table));
  }
  return store;
}

std::string quoted(const std::string& text) {
  std::string literal = "'";
  for (const char c : text) literal += c == '\'' ? "''" : std::string(1, c);
  return literal + "'";
}

// Every time that timestamptz knows, by its kind.
const std::vector<std::string> kTimes = {"-infinity",
                                         "infinity",
                                         "4714-11-24 00:00:00Z BC",
                                         "0001-01-01 00:00:00Z",
                                         "1969-12-31 23:59:59Z",
                                         "1970-01-01 00:00:00Z",
                                         "2023-11-14 22:13:20Z",
                                         "9999-12-31 23:59:59Z",
                                         "10000-01-01 00:00:00Z",
                                         "294276-12-31 23:59:59Z"};

bool is_sound_timestamp(const std::string& time) {
  return time == kTimes[5] || time == kTimes[6] || time == kTimes[7];
}

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  const std::string& any_of(const std::vector<std::string>& choices) {
    return choices[random_() % choices.size()];
  }

  // An insert of a row of the table in which some columns are odd.
  std::string insert(const std::string& table, const std::string& src) {
    std::string values = quoted(src) + ", " + quoted(name());
    if (table != "domain_awl") values += ", " + quoted(name());
    if (table == "connect") values += ", " + quoted(name());
    values += ", " + quoted(any_of(kTimes));
    if (table != "connect") values += ", " + quoted(any_of(kTimes));
    return fmt::format("insert into {} values ({}) on conflict do nothing; ", table, values);
  }

 private:
  std::string name() {
    return random_() % 2 == 0 ? fmt::format("n{}.example", random_() % 100) : any_of(names_);
  }

  std::minstd_rand random_;
  std::vector<std::string> names_ = odd_names();
};

void check_sound(const std::vector<Fact>& facts) {
  for (const Fact& fact : facts) CHECK(is_sound(fact));
}

std::size_t expire_all(PersistentStore& store, const Cutoffs& cutoffs) {
  std::vector<Fact> forgotten;
  std::size_t all = 0;
  std::size_t deleted = 0;
  do {
    const auto result = store.expire(cutoffs, 100, forgotten);
    REQUIRE_STORED(result);
    all += deleted = *result;
  } while (deleted >= 100);
  check_sound(forgotten);
  return all;
}

}  // namespace

TEST_CASE("anything that the columns can hold leaves loading and cleaning alone") {
  for (const unsigned seed : {1U, 2U, 3U}) {
    CAPTURE(seed);
    const auto store = open_without_constraints();
    Generator generator(seed);
    store_facts(*store, {kInnocent, connect_fact("10.0.0", "n", "d.example", "r", kTestTime)});
    std::string script;
    for (int row = 0; row < 300; ++row) {
      for (const char* table : {"connect", "from_awl", "domain_awl"}) {
        script += generator.insert(table, fmt::format("10.0.{}", row % 5));
      }
    }
    run_sql(script);
    const Cutoffs cutoffs = {kTestTime - 3600, kTestTime - 3600, kTestTime + 3600};
    const auto all = loaded(*store, {"10.0.0", "10.0.1", "203.0.113"}, cutoffs);
    check_sound(all);
    CHECK(std::ranges::count(all, kInnocent) == 1);
    CHECK(std::ranges::count(all, connect_fact("10.0.0", "n", "d.example", "r", kTestTime)) == 1);
    CHECK(store->facts_set_aside() > 100);
    for (int number = 0; number < 100; ++number) {
      const FactSearch wanted{fmt::format("n{}.example", number), "", {}, "n7.example"};
      for (SearchPlace place; !place.done;) check_sound(*store->search(wanted, place, 10'000));
    }
    REQUIRE_STORED(store->count());
    CHECK(expire_all(*store, cutoffs) > 100);
    CHECK(loaded(*store, {"203.0.113"}, cutoffs) == std::vector<Fact>{kInnocent});
    // What lay in the future counts as of then, and ends.
    expire_all(*store, {kTestTime + 3601, kTestTime + 3600, kTestTime + 7200});
    for (const char* table : {"connect", "from_awl", "domain_awl"}) {
      CAPTURE(table);
      CHECK(number_from_sql(fmt::format("select count(*) from {}", table)) == 0);
    }
  }
}

TEST_CASE("the sound rows of a source are read beside others of it that make no sense") {
  const auto store = open_without_constraints();
  store_facts(*store, {kInnocent});
  run_sql(
      "insert into connect values ('203.0.113', 'd.example', 'n', 'r', '-infinity'), "
      "('203.0.113', 'd.example', 'n', 'r', 'infinity'); "
      "insert into from_awl values ('203.0.113', 'd.example', 'm', '-infinity', 'infinity'); "
      "insert into domain_awl values ('203.0.113', '', now(), now())");
  const std::int64_t before = store->facts_set_aside();
  CHECK(loaded(*store, {"203.0.113"}) == std::vector<Fact>{kInnocent});
  CHECK(store->facts_set_aside() - before == 3);
}

TEST_CASE("a row of an opt table that no recipient can match is passed over") {
  const auto store = open_without_constraints();
  run_sql(
      "insert into optout_email values (''), ('a@here.example'), (repeat('b', 255)), "
      "(repeat('c', 256)), (repeat('d', 100000)), ('z@here.example')");
  const std::vector<std::string> expected = {"a@here.example", std::string(255, 'b'),
                                             "z@here.example"};
  CHECK(opt_rows(*store, OptTable::optout_email) == expected);
}

TEST_CASE("the schema takes no row that makes no sense") {
  const auto store = open_fresh();
  const auto taken = [](const std::string& table, const std::string& values) {
    run_sql(
        fmt::format("create or replace function taken() returns boolean language plpgsql as $$ "
                    "begin insert into {} values ({}); return true; "
                    "exception when check_violation or program_limit_exceeded then "
                    "return false; end $$",
                    table, values));
    return number_from_sql("select taken()::int") == 1;
  };
  for (const std::string& name : odd_names()) {
    CAPTURE(name.substr(0, 20));
    const std::string text = quoted(name);
    CHECK(taken("domain_awl", text + ", 'd', now(), now()") == is_sound_name(name));
    CHECK(taken("from_awl", "'s', " + text + ", 'n', now(), now()") == is_sound_name(name));
    CHECK(taken("from_awl", "'s', 'd', " + text + ", now(), now()") == is_sound_name(name));
    CHECK(taken("connect", "'s', 'd', 'n', " + text + ", now()") == is_sound_name(name));
    CHECK(taken("optin_domain", text) == (!name.empty() && name.size() <= 255));
  }
  for (std::size_t i = 0; i < kTimes.size(); ++i) {
    CAPTURE(kTimes[i]);
    const std::string text = quoted(kTimes[i]);
    const bool sound = is_sound_timestamp(kTimes[i]);
    CHECK(taken("connect", "'t', 'd', 'n', 'r', " + text) == sound);
    CHECK(taken("domain_awl", fmt::format("'t', 'd{}', {}, now()", i, text)) == sound);
    CHECK(taken("domain_awl", fmt::format("'u', 'd{}', now(), {}", i, text)) == sound);
  }
}

TEST_CASE("rows of an older schema that make no sense are moved out of the way") {
  run_sql("drop schema if exists contract cascade; create schema contract");
  run_psql(
      "-1 -c 'set search_path = contract' -f 001_entries.sql -f 002_opt_tables.sql "
      "-f 003_connect_partitions.sql");
  run_sql(
      "insert into connect values ('s', 'd', 'n', 'r', '-infinity'), ('s', 'd', 'n', 'r', now()); "
      "insert into from_awl values ('s', 'd', '', now(), now()), ('s', 'd', 'n', now(), now()); "
      "insert into domain_awl values ('s', 'd', now(), 'infinity'); "
      "insert into optin_domain values (repeat('x', 256)), ('here.example')");
  const auto store = harness::postgres_store();
  REQUIRE_STORED(store->open());
  CHECK(number_from_sql("select count(*) from connect") == 1);
  CHECK(number_from_sql("select count(*) from from_awl") == 1);
  CHECK(number_from_sql("select count(*) from domain_awl") == 0);
  CHECK(number_from_sql("select count(*) from optin_domain") == 1);
  CHECK(number_from_sql("select count(*) from set_aside") == 4);
  CHECK(number_from_sql("select count(*) from set_aside where origin = 'from_awl' "
                        "and entry like '(s,d,\"\",%'") == 1);
}

TEST_CASE("in a database without an encoding a name of any bytes is set aside") {
  run_sql("drop database if exists bytes");
  run_sql(
      "create database bytes encoding 'SQL_ASCII' template template0 lc_collate 'C' "
      "lc_ctype 'C'");
  PostgresSettings settings = harness::settings();
  settings.database += " dbname=bytes";
  PostgresStore store(settings);
  REQUIRE_STORED(store.open());
  store_facts(store, {kInnocent});
  Connection connection;
  const Deadline deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  REQUIRE_STORED(connection.connect(*connection_keywords(settings), Milliseconds(5000)));
  REQUIRE_STORED(connection.run_script(
      "alter table contract.from_awl drop constraint from_awl_sound; "
      "insert into contract.from_awl values ('203.0.113', E'\\xff\\xc3', 'n', now(), now())",
      deadline));
  CHECK(loaded(store, {"203.0.113"}) == std::vector<Fact>{kInnocent});
  CHECK(store.facts_set_aside() == 1);
}

}  // namespace greycache::postgres_rows_test
