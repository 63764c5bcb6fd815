// Shows what becomes of the store when its file is removed or replaced while it is open.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "tests/unit/kept_log.h"
#include "tests/unit/sqlite/open_stores.h"

namespace greycache::sqlite_store_place_test {

namespace {

using Role = SqliteStore::Role;

// A file of another daemon's, without a log.
void replace_by_one_with(const OpenStores& stores, const std::string& src) {
  const TemporaryDirectory elsewhere;
  {
    SqliteStore other(elsewhere.path(), Durability::process);
    REQUIRE(other.merge(facts_of(src)));
  }
  std::filesystem::copy_file(elsewhere.file("greycache.sqlite"), stores.file + ".new");
  std::filesystem::rename(stores.file + ".new", stores.file);
}

std::int64_t told(const OpenStores& stores, const KeptLog& log) {
  return log.count(stores.file + " was re");
}

}  // namespace

TEST_CASE("sqlite store: where its file is removed a new one begins, and it is told once") {
  OpenStores stores;
  const KeptLog log;
  const auto before = stores.writing.outside_writes();
  std::filesystem::remove(stores.file);
  REQUIRE(stores.writing.merge(facts_of("198.51.100")));
  CHECK(std::filesystem::exists(stores.file));
  CHECK(stores.writing.outside_writes() != before);
  for (SqliteStore* store : {&stores.reading, &stores.writing}) {
    CHECK(stores.has(*store, "198.51.100"));
    CHECK_FALSE(stores.has(*store, "192.0.2"));
  }
  CHECK(told(stores, log) == 1);
  CHECK(log.has("removed while the daemon had it open"));
}

TEST_CASE("sqlite store: where its file is replaced it goes on with that one, unharmed by a log") {
  for (const bool reads_first : {false, true}) {
    OpenStores stores;
    const KeptLog log;
    const auto before = stores.writing.outside_writes();
    replace_by_one_with(stores, "203.0.113");
    if (reads_first) CHECK(stores.has(stores.reading, "203.0.113"));
    REQUIRE(stores.writing.merge(facts_of("198.51.100")));
    CHECK(stores.writing.outside_writes() != before);
    for (SqliteStore* store : {&stores.writing, &stores.reading}) {
      CHECK(stores.has(*store, "203.0.113"));
      CHECK(stores.has(*store, "198.51.100"));
      CHECK_FALSE(stores.has(*store, "192.0.2"));
    }
    CHECK(told(stores, log) == 1);
    CHECK(log.has("replaced while the daemon had it open"));
  }
}

TEST_CASE("sqlite store: a connection that opens a replaced file first leaves the others whole") {
  OpenStores stores;
  SqliteStore asking(stores.directory.path(), Durability::process, Role::beside);
  replace_by_one_with(stores, "203.0.113");
  CHECK(stores.has(asking, "203.0.113"));
  CHECK_FALSE(stores.has(asking, "192.0.2"));
  REQUIRE(stores.writing.merge(facts_of("198.51.100")));
  CHECK(stores.has(asking, "198.51.100"));
  CHECK(stores.has(stores.reading, "203.0.113"));
}

TEST_CASE("sqlite store: a file that is none is refused by name, and the next one taken") {
  OpenStores stores;
  const KeptLog log;
  std::filesystem::remove(stores.file);
  std::ofstream(stores.file) << std::string(5000, 'x');
  const auto refused = stores.writing.merge(facts_of("198.51.100"));
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().kind == StoreError::Kind::refused);
  CHECK(refused.error().message.find(stores.file) != std::string::npos);
  replace_by_one_with(stores, "203.0.113");
  REQUIRE(stores.writing.merge(facts_of("198.51.100")));
  CHECK(stores.has(stores.reading, "203.0.113"));
}

}  // namespace greycache::sqlite_store_place_test
