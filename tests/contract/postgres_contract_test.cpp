// What holds for the store on PostgreSQL beyond the suite: partitions, refused facts, several
// hosts.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <thread>

#include "greycache/postgres/statements.h"
#include "tests/contract/example_facts.h"
#include "tests/contract/persistent_store_suite.h"
#include "tests/contract/postgres_harness.h"

namespace greycache::postgres_contract_test {

namespace {

using harness::fresh_postgres_store;
using harness::number_from_sql;
using harness::postgres_store;
using harness::run_sql;

constexpr UnixTime kTime = kTestTime;
constexpr UnixTime kDay = 86400;

std::unique_ptr<PostgresStore> open_fresh() {
  auto store = fresh_postgres_store();
  REQUIRE_STORED(store->open());
  return store;
}

Fact connect_at(UnixTime time, const std::string& name = "n") {
  return connect_fact("192.0.2", name, "d.example", "r@here.example", time);
}

std::int64_t partitions() {
  return number_from_sql("select count(*) from pg_inherits where inhparent = 'connect'::regclass");
}

std::int64_t rows_in_default() {
  return number_from_sql("select count(*) from connect_default");
}

std::vector<Fact> many_facts(int count) {
  std::vector<Fact> facts;
  for (int i = 0; i < count; ++i) {
    const std::string name = "n" + std::to_string(i);
    facts.push_back(connect_at(kTime, name));
    facts.push_back(from_awl_fact("192.0.2", name, "d.example", kTime, kTime + i));
    facts.push_back(domain_awl_fact("192.0.2", name, kTime, kTime + i));
  }
  return facts;
}

}  // namespace

TEST_CASE("partitions for today and two days ahead are made when the store opens") {
  const auto store = open_fresh();
  CHECK(partitions() == 4);  // with connect_default
  const UnixTime now = std::time(nullptr);
  store_facts(*store, {connect_at(now, "a"), connect_at(now + 2 * kDay, "b")});
  CHECK(rows_in_default() == 0);
  store_facts(*store, {connect_at(now - 2 * kDay, "a"), connect_at(now + 4 * kDay, "b")});
  CHECK(rows_in_default() == 2);
}

TEST_CASE("a partition is dropped once its day is over and its rows are reported") {
  const auto store = open_fresh();
  const UnixTime yesterday = std::time(nullptr) / kDay * kDay - kDay;
  run_sql("select make_connect_partitions((now() at time zone 'UTC')::date - 1, 1)");
  CHECK(partitions() == 5);
  store_facts(*store, {connect_at(yesterday, "a"), connect_at(yesterday + kDay - 1, "b")});
  CHECK(rows_in_default() == 0);

  std::vector<Fact> forgotten;
  REQUIRE_STORED(store->expire({yesterday + kDay - 1, 0}, 100, forgotten));
  CHECK(forgotten == std::vector<Fact>{connect_at(yesterday, "a")});
  CHECK(partitions() == 5);
  REQUIRE_STORED(store->expire({yesterday + kDay, 0}, 100, forgotten));
  CHECK(forgotten.size() == 2);
  CHECK(partitions() == 4);
}

TEST_CASE("an empty partition stays until its whole day is expired") {
  const auto store = open_fresh();
  const UnixTime yesterday = std::time(nullptr) / kDay * kDay - kDay;
  run_sql("select make_connect_partitions((now() at time zone 'UTC')::date - 1, 1)");
  std::vector<Fact> forgotten;
  REQUIRE_STORED(store->expire({yesterday + kDay - 1, 0}, 100, forgotten));
  CHECK(partitions() == 5);
}

TEST_CASE("a day whose rows are in the default partition already goes on without one of its own") {
  const auto store = open_fresh();
  const UnixTime yesterday = std::time(nullptr) - kDay;
  store_facts(*store, {connect_at(yesterday, "a")});
  run_sql("select make_connect_partitions((now() at time zone 'UTC')::date - 1, 1)");
  CHECK(partitions() == 4);
  store_facts(*store, {connect_at(yesterday, "b")});
  CHECK(loaded(*store, {"192.0.2"}).size() == 2);
}

TEST_CASE("where the function for partitions is missing, rows are stored and expire without it") {
  const auto store = open_fresh();
  run_sql("drop function make_connect_partitions; drop function drop_connect_partitions");
  REQUIRE_STORED(store->open());
  store_facts(*store, {connect_at(kTime)});
  std::vector<Fact> forgotten;
  const auto deleted = store->expire({kTime + 1, 0}, 100, forgotten);
  REQUIRE_STORED(deleted);
  CHECK(*deleted == 1);
}

TEST_CASE("a fact that PostgreSQL refuses is set aside and counted, all others are stored") {
  const auto store = open_fresh();
  std::vector<Fact> facts = many_facts(700);
  const std::vector<Fact> sound = merged(facts);
  facts[400] = connect_fact("192.0.2", std::string("a\0b", 3), "d.example", "r", kTime);
  facts.push_back(connect_fact("192.0.2", "\xff", "d.example", "r", kTime));
  std::string too_long;
  for (unsigned i = 0; too_long.size() < 9000; ++i) too_long += std::to_string(i * 2654435761U);
  facts.push_back(domain_awl_fact("192.0.2", too_long, kTime, kTime));
  store_facts(*store, facts);
  CHECK(store->facts_set_aside() == 3);
  CHECK(loaded(*store, {"192.0.2"}).size() == sound.size() - 1);
}

TEST_CASE("two hosts that merge the same facts in opposite order do not lock each other out") {
  const auto store = open_fresh();
  const std::vector<Fact> facts = many_facts(400);
  const auto merge_often = [&](bool backwards) {
    const auto own = postgres_store();
    std::vector<Fact> order = facts;
    if (backwards) std::reverse(order.begin(), order.end());
    for (int i = 0; i < 15; ++i) {
      for (Fact& fact : order) fact.last_seen += 1;
      if (!own->merge(order)) return false;
    }
    return true;
  };
  bool forwards = false;
  std::thread other([&] { forwards = merge_often(false); });
  const bool backwards = merge_often(true);
  other.join();
  CHECK(forwards);
  CHECK(backwards);
  CHECK(loaded(*store, {"192.0.2"}).size() == facts.size());
}

TEST_CASE("while one host cleans, another finds nothing to do") {
  const auto store = open_fresh();
  store_facts(*store, {connect_at(kTime)});
  Connection cleaner;
  const auto hosts = connection_keywords(harness::settings());
  const Deadline deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  REQUIRE_STORED(cleaner.connect(*hosts, Milliseconds(5000)));
  REQUIRE_STORED(cleaner.run_script(
      "begin; select pg_advisory_xact_lock(hashtextextended('greycache.expire.contract', 0))",
      deadline));
  std::vector<Fact> forgotten;
  const auto meanwhile = store->expire({kTime + 1, 0}, 10, forgotten);
  REQUIRE_STORED(meanwhile);
  CHECK(*meanwhile == 0);
  CHECK(forgotten.empty());
  REQUIRE_STORED(cleaner.run_script("rollback", deadline));
  REQUIRE_STORED(store->expire({kTime + 1, 0}, 10, forgotten));
  CHECK(forgotten.size() == 1);
}

TEST_CASE("a change of an opt table by psql makes another version, once it is committed") {
  const auto store = open_fresh();
  const auto version = store->opt_tables_version();
  run_sql("begin; insert into optout_domain values ('a.example'); rollback");
  CHECK(*store->opt_tables_version() == *version);
  run_sql("insert into optout_domain values ('a.example')");
  CHECK(*store->opt_tables_version() != *version);
}

TEST_CASE("a version of the opt tables that went back does not come to a number again") {
  const auto store = open_fresh();
  const auto kept = *store->opt_tables_version();
  run_sql("insert into optout_domain values ('a.example')");
  const auto lost = *store->opt_tables_version();
  // As a standby that lacks the last commit.
  run_sql("delete from optout_domain");
  run_sql(fmt::format("update opt_version set version = {}", kept));
  run_sql("insert into optout_domain values ('b.example')");
  CHECK(*store->opt_tables_version() != kept);
  CHECK(*store->opt_tables_version() != lost);
}

TEST_CASE("large tables are estimated") {
  const auto store = open_fresh();
  run_sql(
      "insert into domain_awl select 'src' || n, 'some.rather.long.domain.example', now(), now() "
      "from generate_series(1, 120000) n; analyze domain_awl");
  const auto counts = store->count();
  REQUIRE_STORED(counts);
  CHECK(counts->domain_awl > 110000);
  CHECK(counts->domain_awl < 130000);
}

TEST_CASE("a schema made for a replay can be dropped") {
  PostgresSettings settings = harness::settings();
  settings.schema = "replay_of_a_test";
  PostgresStore store(settings);
  REQUIRE_STORED(store.open());
  store_facts(store, {connect_at(kTime)});
  REQUIRE_STORED(store.drop_schema());
  CHECK(number_from_sql("select count(*) from pg_namespace where nspname = 'replay_of_a_test'") ==
        0);
}

TEST_CASE("nothing that is read of a source goes through more of an index than it returns") {
  const auto store = harness::fresh_postgres_store();
  REQUIRE_STORED(store->open());
  harness::run_sql(
      "insert into from_awl select '192.0.2', 'd' || n, 's' || n, now(), now()"
      " from generate_series(1, 20000) n;"
      "insert into connect select '192.0.2', 'd' || n, 's' || n, 'r', now()"
      " from generate_series(1, 20000) n; analyze");
  struct Reading {
    const char* sql;
    const char* types;
    const char* values;
  };
  constexpr Reading kReadings[] = {
      {statements::kLoad, "text[], int8, int8, int8, text[], int8",
       "'{192.0.2,192.0.3}', 0, 0, 9, '{to:a@b.example}', 0"},
      {statements::kLoadShares, "text[], int8, int8, int8, text[], int8",
       "'{192.0.2,192.0.3}', 0, 0, 9, '{to:a@b.example}', 0"},
      {statements::kFind,
       "text[], text[], text[], text[], text[], int8, int8, int8, int8, int8, int8",
       "'{192.0.2}', '{d1}', '{s1}', '{s1}', '{r}', 0, 0, 1, 3, 1, 203"}};
  for (const Reading& reading : kReadings) {
    harness::run_sql(
        fmt::format("begin; {}; prepare reading ({}) as {};"
                    " do $do$ declare line text; begin"
                    " for line in execute $sql$explain execute reading ({})$sql$ loop"
                    " if line ~ 'Bitmap|Seq Scan' then raise exception '%', line; end if;"
                    " end loop; end $do$; deallocate reading; commit",
                    statements::kUseIndexes, reading.types, reading.sql, reading.values));
  }
}

}  // namespace greycache::postgres_contract_test
