// Shows what becomes of the store when its file is removed or replaced while it is open.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "greycache/sqlite/sqlite_store.h"
#include "tests/contract/example_facts.h"
#include "tests/unit/kept_log.h"
#include "tests/unit/temporary_directory.h"

namespace greycache::sqlite_store_place_test {

namespace {

using Role = SqliteStore::Role;

std::vector<Fact> facts_of(const std::string& src) {
  return {connect_fact(src, "n", "d.example", "r", kTestTime)};
}

// The connections of a daemon, two of them.
struct OpenStores {
  OpenStores() {
    REQUIRE(writing.open());
    REQUIRE(writing.merge(facts_of("192.0.2")));
    REQUIRE(has(reading, "192.0.2"));
  }
  static bool has(SqliteStore& store, const std::string& src) {
    const auto loaded = store.load(std::vector<std::string>{src}, {}, 100);
    REQUIRE(loaded.has_value());
    return loaded->front().facts == facts_of(src);
  }
  // A file of another daemon's, without a log.
  void replace_by_one_with(const std::string& src) const {
    const TemporaryDirectory elsewhere;
    {
      SqliteStore other(elsewhere.path(), Durability::process);
      REQUIRE(other.merge(facts_of(src)));
    }
    std::filesystem::copy_file(elsewhere.file("greycache.sqlite"), file + ".new");
    std::filesystem::rename(file + ".new", file);
  }
  std::int64_t told(const KeptLog& log) const { return log.count(file + " was re"); }

  TemporaryDirectory directory;
  std::string file = directory.file("greycache.sqlite");
  SqliteStore writing{directory.path(), Durability::process};
  SqliteStore reading{directory.path(), Durability::process, Role::beside};
};

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
  CHECK(stores.told(log) == 1);
  CHECK(log.has("removed while the daemon had it open"));
}

TEST_CASE("sqlite store: where its file is replaced it goes on with that one, unharmed by a log") {
  for (const bool reads_first : {false, true}) {
    OpenStores stores;
    const KeptLog log;
    const auto before = stores.writing.outside_writes();
    stores.replace_by_one_with("203.0.113");
    if (reads_first) CHECK(stores.has(stores.reading, "203.0.113"));
    REQUIRE(stores.writing.merge(facts_of("198.51.100")));
    CHECK(stores.writing.outside_writes() != before);
    for (SqliteStore* store : {&stores.writing, &stores.reading}) {
      CHECK(stores.has(*store, "203.0.113"));
      CHECK(stores.has(*store, "198.51.100"));
      CHECK_FALSE(stores.has(*store, "192.0.2"));
    }
    CHECK(stores.told(log) == 1);
    CHECK(log.has("replaced while the daemon had it open"));
  }
}

TEST_CASE("sqlite store: a connection that opens a replaced file first leaves the others whole") {
  OpenStores stores;
  SqliteStore asking(stores.directory.path(), Durability::process, Role::beside);
  stores.replace_by_one_with("203.0.113");
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
  stores.replace_by_one_with("203.0.113");
  REQUIRE(stores.writing.merge(facts_of("198.51.100")));
  CHECK(stores.has(stores.reading, "203.0.113"));
}

TEST_CASE(
    "sqlite store: where its log is removed all goes to the file itself, and a kill loses "
    "nothing") {
  for (const bool by_link : {false, true}) {
    OpenStores stores;
    const KeptLog log;
    if (by_link) {
      std::filesystem::rename(stores.file, stores.file + ".x");
      std::filesystem::create_symlink(stores.file + ".x", stores.file);
    } else {
      std::filesystem::remove(stores.file + "-wal");
    }
    SUBCASE("by who writes next") {
      REQUIRE(stores.writing.merge(facts_of("198.51.100")));
    }
    SUBCASE("by who asks each second") {
      stores.writing.outside_writes();
      REQUIRE(stores.writing.merge(facts_of("198.51.100")));
    }
    CHECK(stores.has(stores.reading, "192.0.2"));
    CHECK(stores.has(stores.reading, "198.51.100"));
    // As it would be found after a kill.
    const TemporaryDirectory elsewhere;
    std::filesystem::copy_file(stores.file, elsewhere.file("greycache.sqlite"));
    SqliteStore next(elsewhere.path(), Durability::process);
    for (const char* const src : {"192.0.2", "198.51.100"}) CHECK(stores.has(next, src));
    CHECK(log.count("-wal was removed or replaced while the daemon had it open") == 1);
  }
}

}  // namespace greycache::sqlite_store_place_test
