// When a file's log is short.
#include "greycache/sqlite/log_length.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <optional>

#include "tests/unit/temporary_directory.h"

namespace greycache {

namespace {

struct Disk {
  TemporaryDirectory directory;
  std::optional<std::uint64_t> free = std::uint64_t{1} << 40;
  LogLength length = of(LogLength::kLong);

  LogLength of(std::int64_t longest) {
    return LogLength(longest, [this](const std::string&) {
      return free ? std::optional(DiskRoom{*free, *free}) : std::nullopt;
    });
  }

  Database open() const {
    auto opened = Database::open(directory.file("d.sqlite"), Database::Synchronous::off,
                                 std::chrono::milliseconds(10));
    REQUIRE(opened.has_value());
    return std::move(*opened);
  }
  std::int64_t pages(Database& database) {
    REQUIRE(length.set(database));
    return database.number("pragma wal_autocheckpoint").value();
  }
  std::uintmax_t log_bytes() const {
    return std::filesystem::file_size(directory.file("d.sqlite-wal"));
  }
};

// Each changes a page of the file, and adds it to the log.
void write_pages(Disk& disk, Database& database, int count) {
  for (int i = 0; i < count; ++i) {
    REQUIRE(disk.length.set(database));
    REQUIRE(database.transaction([&] {
      return database.run("update t set text = randomblob(3000) where id = 1 + ? % 50",
                          {std::int64_t{i}});
    }));
  }
}

void make_table(Database& database) {
  REQUIRE(database.script("create table t (id integer primary key, text blob)"));
  for (std::int64_t id = 1; id <= 50; ++id)
    REQUIRE(database.run("insert into t values (?, zeroblob(3000))", {id}));
}

constexpr std::uintmax_t kPage = 4096 + 24;  // with its frame

}  // namespace

TEST_CASE("a log is short from where its disk has less than the room that a long one wants") {
  Disk disk;
  Database database = disk.open();
  CHECK(disk.pages(database) == LogLength::kLong);
  disk.free = LogLength::kRoom;
  CHECK(disk.pages(database) == LogLength::kLong);
  disk.free = LogLength::kRoom - 1;
  CHECK(disk.pages(database) == LogLength::kShort);
  disk.free = LogLength::kLittleRoom;
  CHECK(disk.pages(database) == LogLength::kShort);
  disk.free = LogLength::kLittleRoom - 1;
  CHECK(disk.pages(database) == LogLength::kShortest);
  disk.free = 0;
  CHECK(disk.pages(database) == LogLength::kShortest);
  disk.free = LogLength::kRoom;
  CHECK(disk.pages(database) == LogLength::kLong);
  disk.free.reset();
  CHECK(disk.pages(database) == LogLength::kLong);
}

TEST_CASE("a file whose log is short anyhow has a shorter one on a small disk only") {
  Disk disk;
  disk.length = disk.of(LogLength::kShort);
  Database database = disk.open();
  CHECK(disk.pages(database) == LogLength::kShort);
  disk.free = LogLength::kLittleRoom;
  CHECK(disk.pages(database) == LogLength::kShort);
  disk.free = LogLength::kLittleRoom - 1;
  CHECK(disk.pages(database) == LogLength::kShortest);
}

TEST_CASE("on a disk with little room the log is moved to the file before it has taken that") {
  Disk disk;
  disk.free = LogLength::kRoom - 1;
  Database database = disk.open();
  make_table(database);
  write_pages(disk, database, 3 * LogLength::kShort);
  CHECK(disk.log_bytes() <= (LogLength::kShort + 100) * kPage);
  CHECK(disk.log_bytes() >= LogLength::kShort * kPage);
}

TEST_CASE("a log that was long when the room went is cut when it begins anew") {
  Disk disk;
  Database database = disk.open();
  make_table(database);
  write_pages(disk, database, 2 * LogLength::kShort);
  const std::uintmax_t before = disk.log_bytes();
  CHECK(before >= 2 * LogLength::kShort * kPage);
  disk.free = LogLength::kRoom - 1;
  write_pages(disk, database, 4 * LogLength::kShort);
  CHECK(disk.log_bytes() <= before + 10 * kPage);
  disk.free = LogLength::kLittleRoom - 1;
  write_pages(disk, database, 4 * LogLength::kShort);
  CHECK(disk.log_bytes() <= 2 * LogLength::kShortest * kPage);
}

}  // namespace greycache
