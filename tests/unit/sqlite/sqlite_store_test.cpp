// Shows what only the store in SQLite has: its file, its versions, facts it cannot take.
#include "greycache/sqlite/sqlite_store.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <thread>

#include "tests/contract/example_facts.h"
#include "tests/unit/kept_log.h"
#include "tests/unit/sqlite/file_size_limit.h"
#include "tests/unit/temporary_directory.h"

namespace greycache::sqlite_store_test {

namespace {

constexpr UnixTime kTime = kTestTime;
using Kind = StoreError::Kind;

struct OpenStore : SqliteStore {
  explicit OpenStore(const TemporaryDirectory& directory)
      : SqliteStore(directory.path(), Durability::process) {
    REQUIRE(open());
  }
};

Database opened_beside(const TemporaryDirectory& directory) {
  auto database = Database::open(directory.file("greycache.sqlite"), Database::Synchronous::off,
                                 std::chrono::milliseconds(10));
  REQUIRE(database.has_value());
  return std::move(*database);
}

std::vector<Fact> load(SqliteStore& store, const std::string& src) {
  const auto loaded = store.load(std::vector<std::string>{src}, {}, 10'000);
  REQUIRE(loaded.has_value());
  return loaded->front().facts;
}

const std::vector<Fact> kFacts{connect_fact("192.0.2", "n", "d.example", "r", kTime)};

}  // namespace

TEST_CASE("sqlite store: its file is for its owner only and the tables are SQLgrey's") {
  const TemporaryDirectory directory;
  OpenStore store(directory);
  REQUIRE(store.merge(kFacts));
  struct stat status {};
  REQUIRE(stat(directory.file("greycache.sqlite").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  CHECK(opened_beside(directory).number(
            "select count(*) from connect where sender_name = 'n' and "
            "sender_domain = 'd.example' and src = '192.0.2' and rcpt = 'r' "
            "and first_seen = 1700000000") == 1);
}

TEST_CASE("sqlite store: a fact that no table takes is set aside, the others are stored") {
  const TemporaryDirectory directory;
  OpenStore store(directory);
  const KeptLog log;
  REQUIRE(
      store.merge(std::vector<Fact>{connect_fact("192.0.2", "", "d.example", "r", kTime), kFacts[0],
                                    from_awl_fact("192.0.2", "", "d.example", 1, 2)}));
  CHECK(load(store, "192.0.2") == kFacts);
  CHECK(store.set_aside() == 2);
  CHECK(log.size() == 2);
}

TEST_CASE("sqlite store: a full disk is read_only, stores nothing of the batch, and ends") {
  const TemporaryDirectory directory;
  OpenStore store(directory);
  REQUIRE(store.merge(kFacts));
  std::vector<Fact> many;
  for (int i = 0; i < 3000; ++i) {
    many.push_back(connect_fact("10.0.0", std::to_string(i), "d.example", "r", kTime));
  }
  {
    const FileSizeLimit limit(150'000);
    const auto merged = store.merge(many);
    REQUIRE_FALSE(merged.has_value());
    CHECK(merged.error().kind == Kind::read_only);
    CHECK(load(store, "192.0.2") == kFacts);
    CHECK(load(store, "10.0.0").empty());
  }
  REQUIRE(store.merge(many));
  CHECK(load(store, "10.0.0").size() == 3000);
}

TEST_CASE("sqlite store: a damaged file is refused with its name") {
  const TemporaryDirectory directory;
  directory.write("greycache.sqlite", std::string(10'000, 'x'));
  SqliteStore store(directory.path(), Durability::process);
  const auto opened = store.open();
  REQUIRE_FALSE(opened.has_value());
  CHECK(opened.error().kind == Kind::refused);
  CHECK(opened.error().message.find(directory.file("greycache.sqlite")) != std::string::npos);
  CHECK(store.merge(kFacts).error().kind == Kind::refused);
}

TEST_CASE("sqlite store: a file of a newer version is refused and left alone") {
  const TemporaryDirectory directory;
  { OpenStore store(directory); }
  REQUIRE(opened_beside(directory).script("pragma user_version = 99"));
  SqliteStore store(directory.path(), Durability::process);
  const auto opened = store.open();
  REQUIRE_FALSE(opened.has_value());
  CHECK(opened.error().kind == Kind::refused);
  CHECK(opened.error().message.find("version 99") != std::string::npos);
  CHECK(opened_beside(directory).number("pragma user_version") == 99);
}

TEST_CASE("sqlite store: another writer is contention, not waited for longer than the patience") {
  const TemporaryDirectory directory;
  OpenStore store(directory);
  Database other = opened_beside(directory);
  REQUIRE(other.run("begin immediate"));
  const auto merged = store.merge(kFacts);
  REQUIRE_FALSE(merged.has_value());
  CHECK(merged.error().kind == Kind::contention);
  CHECK(load(store, "192.0.2").empty());
  REQUIRE(other.run("rollback"));
  CHECK(store.merge(kFacts).has_value());
}

TEST_CASE("sqlite store: a front-end's change of an opt table makes another version") {
  const TemporaryDirectory directory;
  OpenStore store(directory);
  Database other = opened_beside(directory);
  for (const char* change :
       {"insert into optin_domain values ('a.example')",
        "update optin_domain set domain = 'b.example'", "delete from optin_domain",
        "insert into optout_email values ('a@a.example')"}) {
    CAPTURE(change);
    const std::int64_t before = store.opt_tables_version().value();
    REQUIRE(other.script(change));
    CHECK(store.opt_tables_version().value() > before);
  }
}

TEST_CASE(
    "sqlite store: a version of the opt tables that went back does not come to a number again") {
  const TemporaryDirectory directory;
  OpenStore store(directory);
  Database other = opened_beside(directory);
  for (const char* change :
       {"insert into optin_domain values ('a.example')",
        "update optin_domain set domain = 'b.example'", "delete from optin_domain"}) {
    CAPTURE(change);
    const std::int64_t kept = store.opt_tables_version().value();
    REQUIRE(other.script(change));
    const std::int64_t lost = store.opt_tables_version().value();
    REQUIRE(other.script(fmt::format("update opt_version set version = {}", kept)));
    REQUIRE(other.script("insert into optout_email values ('a@a.example')"));
    CHECK(store.opt_tables_version().value() > kept);
    CHECK(store.opt_tables_version().value() != lost);
    REQUIRE(other.script("delete from optout_email"));
  }
}

TEST_CASE("sqlite store: beside a connection that writes nothing tells of others who write") {
  const TemporaryDirectory directory;
  const OpenStore writing(directory);
  SqliteStore beside(directory.path(), Durability::process, SqliteStore::Role::beside);
  REQUIRE(beside.open());
  CHECK_FALSE(beside.outside_writes().has_value());
}

TEST_CASE("sqlite store: two that open a new file at once both get the tables") {
  const TemporaryDirectory directory;
  SqliteStore one(directory.path(), Durability::process);
  SqliteStore other(directory.path(), Durability::power);
  StoreResult<void> other_opened;
  std::thread thread([&] { other_opened = other.open(); });
  const StoreResult<void> one_opened = one.open();
  thread.join();
  CHECK(one_opened.has_value());
  CHECK(other_opened.has_value());
  REQUIRE(one.merge(kFacts));
  CHECK(load(other, "192.0.2") == kFacts);
}

}  // namespace greycache::sqlite_store_test
