// Migrations under mail: a large schema of an older version, and its daemon that goes on beside.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "tests/contract/example_facts.h"
#include "tests/contract/persistent_store_suite.h"
#include "tests/contract/postgres_harness.h"

namespace greycache {

namespace {

using harness::number_from_sql;
using harness::run_psql;
using harness::run_sql;
using Steady = std::chrono::steady_clock;

// Rows of each of connect and from_awl.
constexpr int kRows = 500'000;

void make_version_3(int rows) {
  run_sql("drop schema if exists contract cascade; create schema contract");
  run_psql(
      "-1 -c 'set search_path = contract' -f 001_entries.sql -f 002_opt_tables.sql "
      "-f 003_connect_partitions.sql");
  run_sql("select make_connect_partitions((now() at time zone 'UTC')::date - 1, 3)");
  run_psql(fmt::format(
      "-c 'set search_path = contract' -c \"insert into connect select '10.' || i % 60000, "
      "'sender' || i % 1000 || '.example', 'name' || i, 'rcpt' || i % 500 || '@here.example', "
      "now() - i % 40000 * interval '1 second' from generate_series(1, {0}) i\" "
      "-c \"insert into from_awl select '10.' || i % 60000, 'sender' || i % 1000 || '.example', "
      "'name' || i, now() - interval '9 days', now() - i % 40000 * interval '1 second' "
      "from generate_series(1, {0}) i\"",
      rows));
}

// What a daemon of before does on a connection that it has: it writes a first attempt and an AWL
// entry, and reads a source, each in a transaction of its own, over and over.
class OlderDaemon {
 public:
  OlderDaemon() : thread_([this] { run(); }) {}
  ~OlderDaemon() { stop(); }

  void stop() {
    ending_ = true;
    if (thread_.joinable()) thread_.join();
  }
  int written() const { return written_; }
  int failed() const { return failed_; }
  std::chrono::milliseconds longest() const { return std::chrono::milliseconds(longest_); }

 private:
  void run() {
    Connection connection;
    if (!connection.connect(*connection_keywords(harness::settings()), Milliseconds(20'000))) {
      ++failed_;
      return;
    }
    const std::pair<std::string, std::string> settings[] = {{"search_path", "contract"}};
    connection.set_in_transactions(settings);
    while (!ending_) {
      const std::string name = "beside" + std::to_string(written_);
      turn(connection, fmt::format("insert into connect values ('203.0.113', 'd.example', '{}', "
                                   "'r@here.example', now())",
                                   name));
      turn(connection, fmt::format("insert into from_awl values ('203.0.113', 'd.example', '{}', "
                                   "now(), now())",
                                   name));
      turn(connection, "select * from connect where src = '10.7'");
      ++written_;
    }
  }
  void turn(Connection& connection, const std::string& sql) {
    const auto begin = Steady::now();
    if (!connection.execute({sql.c_str(), {}}, begin + std::chrono::seconds(20))) ++failed_;
    const auto took =
        std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - begin).count();
    longest_ = std::max<std::int64_t>(longest_, took);
  }

  std::atomic<bool> ending_{false};
  std::atomic<int> written_{0};
  std::atomic<int> failed_{0};
  std::atomic<std::int64_t> longest_{0};
  std::thread thread_;
};

}  // namespace

TEST_CASE("a schema with a million rows is migrated under a daemon that knows nothing of it") {
  make_version_3(kRows);
  OlderDaemon older;
  while (older.written() < 10) std::this_thread::yield();
  const auto begin = Steady::now();
  const auto store = harness::postgres_store();
  REQUIRE_STORED(store->open());
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - begin);
  const int during = older.written();
  while (older.written() < during + 10) std::this_thread::yield();
  older.stop();
  MESSAGE("the migration took " << took.count() << " ms, the older daemon's longest transaction "
                                << older.longest().count() << " ms, it wrote " << older.written());
  CHECK(older.failed() == 0);
  CHECK(older.longest() < std::chrono::seconds(1));
  CHECK(number_from_sql("select count(*) from connect") == kRows + older.written());
  CHECK(number_from_sql("select count(*) from from_awl") == kRows + older.written());
  CHECK(loaded(*store, {"203.0.113"}).size() == 2 * static_cast<std::size_t>(older.written()));
  // It would have had to know of what was added since version 4 only where a program must.
  CHECK(number_from_sql("select max(version) from schema_version") == 4);
}

TEST_CASE("a migration that cannot have a table at once holds nobody up, and is tried again") {
  make_version_3(10);
  Connection reader;
  const Deadline deadline = Steady::now() + std::chrono::seconds(20);
  REQUIRE_STORED(reader.connect(*connection_keywords(harness::settings()), Milliseconds(20'000)));
  REQUIRE_STORED(reader.run_script("begin; select count(*) from contract.connect", deadline));
  const auto store = harness::postgres_store();
  const auto begin = Steady::now();
  const auto opened = store->open();
  CHECK_FALSE(opened.has_value());
  CHECK(Steady::now() - begin < std::chrono::milliseconds(2500));
  CHECK(number_from_sql("select max(version) from schema_version") == 3);
  REQUIRE_STORED(reader.run_script("rollback", deadline));
  REQUIRE_STORED(store->open());
}

}  // namespace greycache
