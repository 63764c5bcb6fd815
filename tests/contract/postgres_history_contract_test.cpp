// Runs the suite of every history store on PostgreSQL, and what is PostgreSQL's alone.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "greycache/postgres/postgres_history.h"
#include "tests/contract/history_store_suite.h"
#include "tests/contract/persistent_store_suite.h"
#include "tests/contract/postgres_harness.h"

namespace greycache {

using harness::number_from_sql;
using harness::run_sql;

namespace {

constexpr UnixTime kDay = 86'400;

std::int64_t partitions() {
  return number_from_sql("select count(*) from pg_inherits where inhparent = 'history'::regclass");
}

HistoryLine line_at(UnixTime at) {
  HistoryRow row;
  row.at = at;
  return history_line_of(row);
}

void write(HistoryStore& store, UnixTime at) {
  const HistoryLine row = line_at(at);
  REQUIRE_STORED(store.write({&row, 1}));
}

// What it does while nobody else reads the history, for so many seconds.
void while_locked(int seconds, const std::function<void()>& what) {
  const auto locked = [] {
    return number_from_sql(
               "select count(*) from pg_locks where relation = 'history'::regclass and mode ="
               " 'AccessExclusiveLock' and granted") > 0;
  };
  const std::jthread holder([seconds] {
    run_sql(fmt::format(
        "begin; lock table history in access exclusive mode; select pg_sleep({}); commit",
        seconds));
  });
  while (!locked()) std::this_thread::yield();
  what();
}

}  // namespace

std::unique_ptr<HistoryStore> fresh_history() {
  REQUIRE_STORED(harness::fresh_postgres_store()->open());
  return reopened_history();
}

std::unique_ptr<HistoryStore> reopened_history() {
  return std::make_unique<PostgresHistory>(harness::settings());
}

static const std::string kSummaries =
    "from pg_class c join pg_am m on m.oid = c.relam where c.relkind = 'i' and m.amname = 'brin'"
    " and c.relname like 'history%'";

// As autovacuum does.
static void summarise() {
  run_sql("select brin_summarize_new_values(c.oid) " + kSummaries);
}

// With so many rows of these columns, which may differ by i.
static std::unique_ptr<HistoryStore> large_history(const char* columns, int size = 20'000) {
  auto store = fresh_history();
  const UnixTime now = history_now();
  REQUIRE_STORED(store->tend(now - 7 * kDay, now));
  run_sql(
      fmt::format("insert into history select {} from generate_series(1, {}) i; analyze history",
                  columns, size));
  return store;
}

TEST_CASE(
    "history: a piece in a hurry that takes far too long is cancelled, and the next is shorter") {
  const auto store = fresh_history();
  const UnixTime now = history_now();
  write(*store, now);
  HistoryQuery query;
  query.part = "";
  query.time = std::chrono::milliseconds(10);
  HistoryPlace place;
  while_locked(6, [&] {
    const auto begun = std::chrono::steady_clock::now();
    const auto found = store->find(query, place, 10);
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(4));
    REQUIRE_STORED(found);
    CHECK(found->empty());
  });
  CHECK_FALSE(place.done);
  CHECK(place.seconds < 450);
  query.time = HistoryQuery().time;
  std::size_t all = 0;
  while (!place.done) all += store->find(query, place, 10)->size();
  CHECK(all == 1);
}

TEST_CASE("history: what cannot be shorter is not cancelled, in whatever hurry") {
  const auto store = fresh_history();
  HistoryRow row;
  row.at = history_now();
  row.reference = "7K3M9QXA";
  const HistoryLine line = history_line_of(row);
  REQUIRE_STORED(store->write({&line, 1}));
  HistoryQuery of_reference;
  of_reference.references = {row.reference};
  HistoryQuery of_second;
  of_second.since = of_second.until = row.at;
  for (HistoryQuery* const query : {&of_reference, &of_second}) {
    query->time = std::chrono::milliseconds(1);
    HistoryPlace place;
    place.seconds = 1;
    while_locked(1, [&] {
      const auto found = store->find(*query, place, 10);
      REQUIRE_STORED(found);
      CHECK(found->size() == 1);
      CHECK(place.done);
    });
  }
}

TEST_CASE("history: partitions are made ahead, and those of days that are over are dropped") {
  const auto store = fresh_history();
  const UnixTime now = history_now();
  CHECK(partitions() == 1);
  REQUIRE_STORED(store->tend(now - 7 * kDay, now));
  CHECK(partitions() == 4);
  write(*store, now);
  CHECK(number_from_sql("select count(*) from history_default") == 0);
  REQUIRE_STORED(store->tend(now + 2 * kDay, now));
  CHECK(partitions() == 2);
  CHECK(number_from_sql("select count(*) from history") == 0);
}

TEST_CASE("history: a day whose rows stand in the default partition has none of its own") {
  const auto store = fresh_history();
  const UnixTime now = history_now();
  write(*store, now);
  REQUIRE_STORED(store->tend(now - 7 * kDay, now));
  write(*store, now);
  CHECK(partitions() == 3);
  CHECK(number_from_sql("select count(*) from history_default") == 2);
}

TEST_CASE("history: a clock that is days ahead neither drops rows nor takes partitions away") {
  const auto store = fresh_history();
  const UnixTime now = history_now();
  REQUIRE_STORED(store->tend(now - 7 * kDay, now));
  write(*store, now);
  // Of a host that lives a year later.
  const UnixTime wrong = now + 365 * kDay;
  REQUIRE_STORED(store->tend(wrong - 7 * kDay, wrong));
  CHECK(partitions() == 4);
  write(*store, wrong);
  CHECK(number_from_sql("select count(*) from history_default") == 0);
  CHECK(number_from_sql("select count(*) from history") == 2);
  // Of one that began in 1970, where the history is to go.
  REQUIRE_STORED(store->tend(7 * kDay, 0));
  CHECK(number_from_sql("select count(*) from history") == 2);
}

TEST_CASE("history: a server that takes nothing is read, and written once it takes rows again") {
  write(*fresh_history(), history_now());
  run_sql(
      "drop role if exists history_reader; create role history_reader superuser login;"
      "alter role history_reader set default_transaction_read_only = on");
  PostgresHistory store(harness::settings("history_reader"));
  const HistoryLine row = line_at(history_now());
  const auto refused = store.write({&row, 1});
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().kind == StoreError::Kind::read_only);
  HistoryPlace place;
  const auto found = store.find({}, place, 10);
  REQUIRE_STORED(found);
  CHECK(found->size() == 1);
  const auto tended = store.tend(0, history_now());
  REQUIRE_FALSE(tended.has_value());
  CHECK(tended.error().kind == StoreError::Kind::read_only);
  // Each of both looks for another server, and so finds this one anew.
  run_sql("alter role history_reader reset default_transaction_read_only");
  REQUIRE_STORED(store.tend(0, history_now()));
  write(store, history_now());
}

TEST_CASE("history: one host at a time makes and drops partitions, the others go on") {
  const auto store = fresh_history();
  std::thread other([] {
    run_sql(
        "begin; select pg_advisory_xact_lock(hashtextextended('greycache.history.contract', 0));"
        "select pg_sleep(1); commit");
  });
  while (number_from_sql("select count(*) from pg_locks where locktype = 'advisory'") == 0) {
  }
  REQUIRE_STORED(store->tend(0, history_now()));
  CHECK(partitions() == 1);
  other.join();
  REQUIRE_STORED(store->tend(0, history_now()));
  CHECK(partitions() == 4);
}

TEST_CASE("history: who reads for long holds up neither rows nor the end of a day for ever") {
  const auto store = fresh_history();
  const UnixTime now = history_now();
  REQUIRE_STORED(store->tend(now - kDay, now));
  std::thread reader([] { run_sql("begin; select count(*) from history; select pg_sleep(2)"); });
  while (number_from_sql("select count(*) from pg_locks where relation = 'history'::regclass") ==
         0) {
  }
  const auto begun = std::chrono::steady_clock::now();
  REQUIRE_STORED(store->tend(now + kDay, now));
  write(*store, now);
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::milliseconds(1800));
  reader.join();
  REQUIRE_STORED(store->tend(now + 2 * kDay, now));
  CHECK(number_from_sql("select count(*) from history") == 0);
}

TEST_CASE("history: a server that goes is unavailable, and used again once it is back") {
  const auto store = fresh_history();
  write(*store, history_now());
  harness::control_server("stop");
  const HistoryLine row = line_at(history_now());
  const auto lost = store->write({&row, 1});
  REQUIRE_FALSE(lost.has_value());
  CHECK(lost.error().kind == StoreError::Kind::unavailable);
  harness::control_server("start");
  write(*store, history_now());
  CHECK(number_from_sql("select count(*) from history") == 2);
}

TEST_CASE("history: the role of the daemon may write, read, and have partitions made") {
  run_sql(fmt::format("drop schema if exists {} cascade", harness::kSchema));
  harness::run_psql(
      "-v schema=contract -v owner=history_owner -v daemon=history_daemon -f roles.sql");
  harness::run_psql(
      "-1 -c 'set role history_owner' -c 'set search_path = contract' -f 001_entries.sql "
      "-f 002_opt_tables.sql -f 003_connect_partitions.sql -f 004_sound_rows.sql "
      "-f 005_standing_correspondent.sql -f 006_history.sql");
  PostgresHistory store(harness::settings("history_daemon"));
  const UnixTime now = history_now();
  REQUIRE_STORED(store.tend(now - 7 * kDay, now));
  write(store, now);
  HistoryPlace place;
  const auto found = store.find({}, place, 10);
  REQUIRE_STORED(found);
  CHECK(found->size() == 1);
  REQUIRE_STORED(store.tend(now + 2 * kDay, now));
  CHECK(number_from_sql("select count(*) from history") == 0);
}

TEST_CASE("history: what has no index is looked for in pieces, the newest first") {
  const auto store = large_history(
      "now() - i * interval '10 seconds', 0, 'mx', 'R' || i, 'new', '', '192.0.2.1', 'n' || i, 'h',"
      " 's@x.example', 'r@y.example', '192.0.2', '', ''");
  HistoryQuery query;
  query.client = "n7";
  HistoryPlace place;
  const auto first = store->find(query, place, 10);
  REQUIRE_STORED(first);
  CHECK(first->size() == 1);
  CHECK_FALSE(place.done);
  int pieces = 1;
  for (; !place.done; ++pieces) CHECK(store->find(query, place, 10)->empty());
  CHECK(pieces < 40);
}

TEST_CASE("history: names are found where they are summarised, and where they are not yet") {
  const auto store = large_history(
      "now() - i * interval '10 seconds', 0, 'mx', 'R' || i, 'new', '', 'a' || i, 'n', 'h',"
      " 's' || i || '@x.example', 'r' || i || '@y.example', '192.0.2', '', ''");
  summarise();
  if (number_from_sql("select current_setting('server_version_num')::int") >= 140000) {
    CHECK(number_from_sql("select count(*) " + kSummaries) >= 3);
  }
  run_sql(
      "insert into history select now(), 0, 'mx', 'R', 'new', '', 'a', 'n', 'h', 's@x.example',"
      " 'r@y.example', '192.0.2', '', '' from generate_series(1, 3)");
  const auto found = [&](const std::function<void(HistoryQuery&, const std::string&)>& set,
                         const std::string& number) {
    HistoryQuery query;
    set(query, number);
    HistoryPlace place;
    std::size_t rows = 0;
    while (!place.done) rows += store->find(query, place, 10)->size();
    return rows;
  };
  const auto named = [](std::optional<std::string> HistoryQuery::*name, const char* begin,
                        const char* end) {
    return
        [=](HistoryQuery& query, const std::string& number) { query.*name = begin + number + end; };
  };
  const std::function<void(HistoryQuery&, const std::string&)> ways[] = {
      [](HistoryQuery& query, const std::string& number) { query.client_address = "a" + number; },
      named(&HistoryQuery::sender, "s", "@x.example"),
      named(&HistoryQuery::recipient, "r", "@y.example"),
      named(&HistoryQuery::party, "s", "@x.example"),
      named(&HistoryQuery::party, "r", "@y.example")};
  for (const auto& way : ways) {
    CHECK(found(way, "19999") == 1);
    CHECK(found(way, "7") == 1);
    CHECK(found(way, "20001") == 0);
    CHECK(found(way, "") > 0);
  }
}

// Statistics of a connection are there once it has ended.
TEST_CASE("history: whom nobody knows is looked for in the summaries, not among all rows") {
  if (number_from_sql("select current_setting('server_version_num')::int") < 140000) return;
  auto store = large_history(
      "now() - i * interval '0.5 seconds', 0, 'mx', 'R' || i, 'new', '', 'a' || i, 'n', 'h',"
      " 's' || i * 7919 % 100003 || '@x.example', 'r' || i * 7 % 100003 || '@y.example',"
      " '192.0.2', '', ''",
      100'000);
  const auto scans = [](const char* name) {
    return number_from_sql(
        fmt::format("select coalesce(sum(idx_scan), 0) from pg_stat_user_indexes"
                    " where indexrelname like 'history%{}_idx'",
                    name));
  };
  summarise();
  const std::string read =
      "select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) from pg_stat_user_tables"
      " where relname ~ '^history_'";
  const std::int64_t before = number_from_sql(read);
  HistoryQuery by_client;
  by_client.client_address = "b";
  HistoryQuery by_sender;
  by_sender.sender = "nobody@x.example";
  HistoryQuery by_party;
  by_party.party = "nobody@y.example";
  for (const HistoryQuery& query : {by_client, by_sender, by_party}) {
    for (HistoryPlace place; !place.done;) CHECK(store->find(query, place, 10)->empty());
  }
  store.reset();
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  const auto looked = [&] { return scans("client_address") > 0 && scans("recipient") > 0; };
  while (!looked() && std::chrono::steady_clock::now() < end) std::this_thread::yield();
  CHECK(looked());
  CHECK(number_from_sql(read) - before < 50'000);
}

TEST_CASE("history: an index serves a reference") {
  const auto store = large_history(
      "now(), 0, 'mx', 'R' || i, 'new', '', '192.0.2.' || i, 'n', 'h', 's' || i || '@x.example',"
      " 'r' || i || '@y.example', '192.0.2', '', ''");
  HistoryQuery query;
  query.references = {"R77"};
  HistoryPlace place;
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < 50; ++i) CHECK(store->find(query, place, 10)->size() == 1);
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(2));
}

}  // namespace greycache
