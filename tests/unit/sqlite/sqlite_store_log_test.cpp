// Shows what becomes of the store when its log is removed, replaced or written over while it is
// open.
#include <doctest/doctest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "tests/unit/kept_log.h"
#include "tests/unit/sqlite/open_stores.h"

namespace greycache::sqlite_store_log_test {

namespace {

using Role = SqliteStore::Role;
using Sources = std::vector<std::string>;

// As the next daemon would find it after a kill: with what stands there as its log.
void check_after_kill(const OpenStores& stores, const Sources& sources) {
  const TemporaryDirectory elsewhere;
  for (const char* const suffix : {"", "-wal"}) {
    if (!std::filesystem::is_regular_file(stores.file + suffix)) continue;
    std::filesystem::copy_file(stores.file + suffix, elsewhere.file("greycache.sqlite") + suffix);
  }
  SqliteStore next(elsewhere.path(), Durability::process);
  for (const std::string& src : sources) CHECK(OpenStores::has(next, src));
  auto file = Database::open(elsewhere.file("greycache.sqlite"), Database::Synchronous::off, {});
  REQUIRE(file);
  std::string complaint;
  REQUIRE(file->each("pragma integrity_check", [&complaint](const Row& row) {
    complaint = row.text(0);
    return false;
  }));
  CHECK(complaint == "ok");
}

void run_beside(const OpenStores& stores, const std::string& sql) {
  auto file = Database::open(stores.file, Database::Synchronous::off, {});
  REQUIRE(file);
  REQUIRE(file->script(sql));
}

std::vector<std::string> moved_aside(const OpenStores& stores) {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator(stores.directory.path())) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("greycache.sqlite-wal.replaced-")) found.push_back(entry.path().string());
  }
  return found;
}

// A log of another file, which holds as many pages as one of ours may.
void make_other_log(const std::string& path) {
  const TemporaryDirectory elsewhere;
  SqliteStore other(elsewhere.path(), Durability::process);
  for (int i = 0; i < 10; ++i) REQUIRE(other.merge(facts_of("10.0." + std::to_string(i))));
  std::filesystem::copy_file(elsewhere.file("greycache.sqlite-wal"), path);
}

constexpr const char* kLost = "was removed or replaced while the daemon had it open";
constexpr const char* kOverwritten = "was cut off or written over by others";

}  // namespace

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
    SUBCASE("by who writes beside") {
      REQUIRE(stores.reading.merge(facts_of("198.51.100")));
      stores.writing.outside_writes();
    }
    CHECK(stores.has(stores.reading, "192.0.2"));
    CHECK(stores.has(stores.reading, "198.51.100"));
    const TemporaryDirectory elsewhere;
    std::filesystem::copy_file(stores.file, elsewhere.file("greycache.sqlite"));
    SqliteStore next(elsewhere.path(), Durability::process);
    for (const char* const src : {"192.0.2", "198.51.100"}) CHECK(stores.has(next, src));
    CHECK(log.count(kLost) == 1);
  }
}

TEST_CASE("sqlite store: a write beside one that has lost its log is in the file at once") {
  OpenStores stores;
  std::filesystem::remove(stores.file + "-wal");
  stores.writing.outside_writes();
  REQUIRE(stores.reading.merge(facts_of("198.51.100")));
  check_after_kill(stores, {"192.0.2", "198.51.100"});
}

TEST_CASE("sqlite store: a log that is put in the place of a lost one is never played into it") {
  OpenStores stores;
  const KeptLog log;
  const std::string path = stores.file + "-wal";
  make_other_log(stores.directory.file("old"));
  std::filesystem::remove(path);
  stores.writing.outside_writes();
  for (const bool is_directory : {false, true}) {
    if (is_directory) {
      std::filesystem::create_directory(path);
    } else {
      std::filesystem::rename(stores.directory.file("old"), path);
    }
    stores.writing.outside_writes();
    CHECK_FALSE(std::filesystem::exists(path));
    for (const std::string& aside : moved_aside(stores)) {
      CHECK(log.has(path + ", and is not the log of that file, is " + aside + " now"));
      std::filesystem::remove(aside);
    }
  }
  CHECK(log.count("and is not the log of that file") == 2);
  CHECK(log.count(kLost) == 1);
  REQUIRE(stores.writing.merge(facts_of("198.51.100")));
  check_after_kill(stores, {"192.0.2", "198.51.100"});
}

TEST_CASE("sqlite store: a log that is replaced in one step is never played into the file") {
  for (const bool is_directory : {false, true}) {
    OpenStores stores;
    const KeptLog log;
    const std::string path = stores.file + "-wal";
    if (is_directory) {
      std::filesystem::remove(path);
      std::filesystem::create_directory(path);
    } else {
      make_other_log(stores.directory.file("old"));
      std::filesystem::rename(stores.directory.file("old"), path);
    }
    REQUIRE(stores.writing.merge(facts_of("198.51.100")));
    CHECK_FALSE(std::filesystem::exists(path));
    CHECK(moved_aside(stores).size() == 1);
    CHECK(log.count(kLost) == 1);
    check_after_kill(stores, {"192.0.2", "198.51.100"});
  }
}

TEST_CASE("sqlite store: where the memory of its log is removed it goes on as without a log") {
  OpenStores stores;
  const KeptLog log;
  std::filesystem::remove(stores.file + "-shm");
  REQUIRE(stores.writing.merge(facts_of("198.51.100")));
  CHECK(log.count(kLost) == 1);
  CHECK(moved_aside(stores).empty());
  CHECK(std::filesystem::file_size(stores.file + "-wal") == 0);
  check_after_kill(stores, {"192.0.2", "198.51.100"});
}

TEST_CASE("sqlite store: nobody else opens a file whose log is lost, since there would be two") {
  for (const char* const suffix : {"-wal", "-shm"}) {
    OpenStores stores;
    SqliteStore late(stores.directory.path(), Durability::process, Role::beside);
    std::filesystem::remove(stores.file + suffix);
    const auto refused = late.merge(facts_of("198.51.100"));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.find("restart the daemon") != std::string::npos);
    stores.writing.outside_writes();
    const auto other =
        Database::open(stores.file, Database::Synchronous::off, std::chrono::milliseconds(1));
    REQUIRE_FALSE(other);
    CHECK(other.error().kind == StoreError::Kind::contention);
    REQUIRE(stores.writing.open());
    CHECK(stores.has(stores.writing, "192.0.2"));
    CHECK(stores.has(stores.reading, "192.0.2"));
  }
}

TEST_CASE("sqlite store: a log that is cut off or written over leaves a whole file, and is told") {
  for (const bool by_other : {false, true}) {
    for (const std::uintmax_t left : {0U, 32U, 4096U, 8000U}) {
      CAPTURE(left);
      CAPTURE(by_other);
      OpenStores stores;
      const KeptLog log;
      run_beside(stores, "pragma wal_checkpoint");
      REQUIRE(stores.writing.merge(facts_of("198.51.100")));
      const std::string path = stores.file + "-wal";
      if (by_other) {
        make_other_log(stores.directory.file("old"));
        std::filesystem::copy_file(stores.directory.file("old"), path,
                                   std::filesystem::copy_options::overwrite_existing);
      }
      std::filesystem::resize_file(path, left);
      stores.writing.outside_writes();
      CHECK(log.count(kOverwritten) == 1);
      for (int i = 0; i < 20; ++i) {
        REQUIRE(stores.writing.merge(facts_of("203.0." + std::to_string(i))));
      }
      CHECK(stores.has(stores.reading, "203.0.19"));
      CHECK(log.count(kOverwritten) == 1);
      CHECK(log.count(kLost) == 0);
      check_after_kill(stores, {"192.0.2", "203.0.0", "203.0.19"});
    }
  }
}

TEST_CASE("sqlite store: a log that is put into an empty one is not played into the file") {
  OpenStores stores;
  const KeptLog log;
  run_beside(stores, "pragma wal_checkpoint(truncate)");
  stores.writing.outside_writes();
  CHECK(log.count(kOverwritten) == 0);
  make_other_log(stores.directory.file("old"));
  std::filesystem::copy_file(stores.directory.file("old"), stores.file + "-wal",
                             std::filesystem::copy_options::overwrite_existing);
  stores.writing.outside_writes();
  CHECK(log.count(kOverwritten) == 1);
  check_after_kill(stores, {"192.0.2"});
}

TEST_CASE("sqlite store: a log that closing took away while another opens is not lost") {
  const TemporaryDirectory directory;
  const KeptLog log;
  std::atomic<bool> ends = false;
  std::thread opening([&] {
    SqliteStore store(directory.path(), Durability::process);
    while (!ends) static_cast<void>(store.open());
  });
  std::size_t refused = 0;
  for (int i = 0; i < 300; ++i) {
    SqliteStore beside(directory.path(), Durability::process, Role::beside);
    const bool can = beside.open() && beside.opt_tables_version();
    refused += can ? 0U : 1U;
  }
  ends = true;
  opening.join();
  CHECK(refused == 0);
  CHECK(log.size() == 0);
}

TEST_CASE("sqlite store: what others do to its log by SQLite is nothing to tell") {
  OpenStores stores;
  const KeptLog log;
  auto other = Database::open(stores.file, Database::Synchronous::off, {});
  REQUIRE(other);
  int number = 0;
  for (const char* const how : {"passive", "full", "restart", "truncate"}) {
    for (int i = 0; i < 3; ++i) {
      REQUIRE(stores.writing.merge(facts_of("203.0." + std::to_string(++number))));
      REQUIRE(other->script(std::string("pragma wal_checkpoint(") + how + ")"));
      CHECK(stores.writing.outside_writes());
      CHECK(stores.has(stores.reading, "203.0." + std::to_string(number)));
      // What is begun and given up leaves the log as it was, though it counts as begun anew.
      REQUIRE(other->script(
          "begin immediate; insert into optin_domain values ('x.example'); rollback"));
      CHECK(stores.writing.outside_writes());
    }
  }
  // A short log begins anew many times.
  REQUIRE(other->script("pragma wal_autocheckpoint = 5"));
  for (int i = 0; i < 200; ++i) {
    REQUIRE(
        other->script("insert into optin_domain values ('y" + std::to_string(i) + ".example')"));
    REQUIRE(stores.writing.outside_writes());
    if (i % 3 == 0) REQUIRE(stores.writing.merge(facts_of("198.51." + std::to_string(i))));
  }
  CHECK(log.size() == 0);
}

}  // namespace greycache::sqlite_store_log_test
