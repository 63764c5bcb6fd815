// Which rows of organisations' standing are new, where the server's numbers of transactions are not
// what they were.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "tests/contract/persistent_store_suite.h"
#include "tests/contract/postgres_harness.h"

namespace greycache::postgres_standing_test {

namespace {

using harness::number_from_sql;
using harness::run_sql;

constexpr std::int64_t kDay = 19'675;

std::unique_ptr<PostgresStore> open_fresh() {
  auto store = harness::fresh_postgres_store();
  REQUIRE_STORED(store->open());
  return store;
}

void write(PersistentStore& store, const std::string& organisation, std::uint64_t count = 1) {
  const StandingRow row{organisation, "mx1", {kDay, count, 0}};
  REQUIRE_STORED(store.merge_standings({&row, 1}));
}

// The organisations of all that is new, sorted.
std::vector<std::string> read(PersistentStore& store, StandingPlace& place,
                              std::size_t limit = 100) {
  wait_for_older_writers();
  std::vector<std::string> names;
  for (bool more = true; more;) {
    const auto page = store.read_standings(0, place, limit);
    REQUIRE_STORED(page);
    for (const StandingRow& row : page->rows) names.push_back(row.organisation);
    more = page->more;
  }
  std::ranges::sort(names);
  return names;
}

// Until they have ended: one that has not yet would answer the next question.
void end_sessions() {
  constexpr const char* kOthers =
      "from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()";
  run_sql(fmt::format("select pg_terminate_backend(pid) {}", kOthers));
  const std::string left = fmt::format("select count(*) {}", kOthers);
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (number_from_sql(left) > 0) {
    REQUIRE(std::chrono::steady_clock::now() < end);
    std::this_thread::yield();
  }
}

// Numbers that no transaction has written down.
void use_numbers(int count) {
  run_sql(fmt::format(
      "do $$ begin for i in 1..{} loop perform pg_current_xact_id(); rollback; end loop; end $$",
      count));
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("standing: a row of a number that was given again after a crash is read") {
  const auto store = open_fresh();
  write(*store, "a.example");
  StandingPlace place;
  CHECK(read(*store, place) == Names{"a.example"});
  const auto other = harness::postgres_store();
  write(*other, "b.example");
  // As by a server that has forgotten some numbers, however many others have used meanwhile.
  run_sql(fmt::format("update standing set changed = {} where organisation = 'b.example'",
                      place.change - 5));
  CHECK(read(*store, place).empty());
  end_sessions();
  CHECK(read(*store, place) == Names{"a.example", "b.example"});
  CHECK(read(*store, place).empty());
}

TEST_CASE("standing: what is written after a real crash is read") {
  const auto store = open_fresh();
  run_sql("alter system set wal_writer_delay = '10s'");
  run_sql("select pg_reload_conf()");
  run_sql("checkpoint");
  write(*store, "a.example");
  use_numbers(500);
  StandingPlace place;
  CHECK(read(*store, place) == Names{"a.example"});
  const std::int64_t seen = place.change;
  harness::control_server("kill");
  harness::control_server("start");
  const auto other = harness::postgres_store();
  write(*other, "b.example");
  const std::int64_t given = number_from_sql("select max(changed) from standing");
  MESSAGE("read before ", seen, ", given again from ", given);
  const Names names = read(*store, place);
  CHECK(std::find(names.begin(), names.end(), "b.example") != names.end());
  CHECK(read(*store, place).empty());
  run_sql("alter system reset wal_writer_delay");
  run_sql("select pg_reload_conf()");
}

TEST_CASE("standing: a crash between two pages loses none") {
  const auto store = open_fresh();
  for (const char* name : {"a.example", "b.example", "c.example"}) write(*store, name);
  StandingPlace place;
  wait_for_older_writers();
  const auto page = store->read_standings(0, place, 2);
  REQUIRE_STORED(page);
  CHECK(page->more);
  end_sessions();
  CHECK(read(*store, place, 2) == Names{"a.example", "b.example", "c.example"});
}

TEST_CASE("standing: rows of a cluster that had given more numbers are read once and renumbered") {
  const auto store = open_fresh();
  write(*store, "old.example");
  run_sql("update standing set changed = changed + 1000000");
  StandingPlace place;
  CHECK(read(*store, place) == Names{"old.example"});
  CHECK(read(*store, place) == Names{"old.example"});
  write(*store, "new.example");
  CHECK(read(*store, place) == Names{"new.example", "old.example"});
  const auto touched = store->expire_standings(0, 100);
  REQUIRE_STORED(touched);
  CHECK(*touched == 1);
  CHECK(*store->expire_standings(0, 100) == 0);
  CHECK(read(*store, place) == Names{"old.example"});
  CHECK(read(*store, place).empty());
}

TEST_CASE("standing: more rows than are renumbered at once take several calls") {
  const auto store = open_fresh();
  for (const char* name : {"a.example", "b.example", "c.example"}) write(*store, name);
  run_sql("update standing set changed = changed + 1000000");
  CHECK(*store->expire_standings(0, 2) == 2);
  CHECK(*store->expire_standings(0, 2) == 1);
  CHECK(*store->expire_standings(0, 2) == 0);
}

TEST_CASE("standing: who has read further than the server's numbers go begins anew") {
  const auto store = open_fresh();
  write(*store, "a.example");
  StandingPlace place;
  CHECK(read(*store, place).size() == 1);
  place.change += 100'000'000;
  CHECK(read(*store, place) == Names{"a.example"});
  CHECK(read(*store, place).empty());
}

TEST_CASE("standing: a server that takes nothing is read, and told by its kind") {
  write(*open_fresh(), "a.example");
  run_sql(
      "drop role if exists standing_reader; create role standing_reader superuser login;"
      "alter role standing_reader set default_transaction_read_only = on");
  PostgresStore store(harness::settings("standing_reader"));
  StandingPlace place;
  CHECK(read(store, place) == Names{"a.example"});
  const StandingRow row{"b.example", "mx1", {kDay, 1, 0}};
  const auto refused = store.merge_standings({&row, 1});
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().kind == StoreError::Kind::read_only);
  const auto cleaned = store.expire_standings(0, 10);
  REQUIRE_FALSE(cleaned.has_value());
  CHECK(cleaned.error().kind == StoreError::Kind::read_only);
}

// Both names are of one server: what counts is that another connection is made.
TEST_CASE("with several hosts whatever is refused as read-only looks for another one") {
  write(*open_fresh(), "a.example");
  run_sql(
      "drop role if exists standing_reader; create role standing_reader superuser login;"
      "alter role standing_reader set default_transaction_read_only = on");
  PostgresSettings settings = harness::settings("standing_reader");
  const std::string host = settings.database.substr(5, settings.database.find(' ') - 5);
  settings.database = "host=" + host + "," + settings.database.substr(5);
  const StandingRow row{"b.example", "mx1", {kDay, 1, 0}};
  const MailCount count{kDay, "mx1/1", "new", 1};
  const std::function<bool(PostgresStore&)> writes[] = {
      [&](PostgresStore& store) {
        return store.merge_standings({&row, 1}).has_value();
      },
      [&](PostgresStore& store) {
        return store.merge_mail_counts({&count, 1}).has_value();
      },
      [&](PostgresStore& store) { return store.expire_standings(0, 10).has_value(); },
      [&](PostgresStore& store) { return store.forget_expectations(0).has_value(); },
      [&](PostgresStore& store) {
        return store.change_opt_table(OptTable::optout_domain, "a.example", true).has_value();
      },
      [&](PostgresStore& store) {
        std::vector<Fact> forgotten;
        return store.expire({1, 1}, 10, forgotten).has_value();
      }};
  for (std::size_t i = 0; i < std::size(writes); ++i) {
    CAPTURE(i);
    run_sql("alter role standing_reader set default_transaction_read_only = on");
    PostgresStore store(settings);
    CHECK_FALSE(writes[i](store));
    run_sql("alter role standing_reader reset default_transaction_read_only");
    CHECK(writes[i](store));
  }
}

}  // namespace greycache::postgres_standing_test
