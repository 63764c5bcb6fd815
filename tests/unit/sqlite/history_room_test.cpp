// How the history gives way on a disk that has little room.
#include "greycache/sqlite/history_room.h"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

#include "tests/contract/history_lines.h"
#include "tests/unit/sqlite/history_file.h"
#include "tests/unit/temporary_directory.h"

namespace greycache::history_room_test {

namespace {

constexpr std::uint64_t kMega = std::uint64_t{1} << 20;

struct Disk {
  std::optional<DiskRoom> room;
  TemporaryDirectory directory;

  LookAtRoom look() {
    return [this](const std::string&) { return room; };
  }
  HistoryRoom with_most(std::int64_t bytes) { return HistoryRoom(bytes, look()); }
  bool takes(std::uint64_t free, std::uint64_t whole) {
    room = DiskRoom{free, whole};
    return with_most(kMega).check("history.sqlite").has_value();
  }
};

std::vector<HistoryLine> robots(int from, int to) {
  std::vector<HistoryRow> rows;
  for (int i = from; i < to; ++i) rows.push_back(robot(i));
  return lines_of(rows);
}

}  // namespace

TEST_CASE("history room: an eighth of the disk at most, all that is asked for of an unknown one") {
  Disk disk;
  CHECK(disk.with_most(1000).most("f") == 1000);
  disk.room = DiskRoom{0, 8000};
  CHECK(disk.with_most(999).most("f") == 999);
  CHECK(disk.with_most(1001).most("f") == 1000);
  CHECK(disk.with_most(1000).check("f").error().message.find("f: its disk has 0 MB left") == 0);
  disk.room.reset();
  CHECK(disk.with_most(1000).check("f").has_value());
}

TEST_CASE("history room: what is left free is for others, less of a small disk") {
  Disk disk;
  CHECK(disk.takes(32 * kMega, 100'000 * kMega));
  CHECK_FALSE(disk.takes(32 * kMega - 1, 100'000 * kMega));
  CHECK(disk.takes(kMega, 16 * kMega));
  CHECK_FALSE(disk.takes(kMega - 1, 16 * kMega));
}

TEST_CASE("history room: on a small disk the oldest rows go as new ones come, without a tend") {
  Disk disk;
  disk.room = DiskRoom{8 * kMega, 8 * kMega};
  SqliteHistory history(disk.directory.path(), SqliteHistory::kMostBytes, disk.look());
  constexpr int kRows = 30'000;
  for (int i = 0; i < kRows; i += 500) REQUIRE_STORED(history.write(robots(i, i + 500)));
  auto opened = Database::open(disk.directory.file("history.sqlite"), Database::Synchronous::off,
                               std::chrono::seconds(1));
  REQUIRE(opened.has_value());
  const std::int64_t pages = opened->number("select page_count from pragma_page_count").value();
  CHECK(pages * 4096 > static_cast<std::int64_t>(kMega / 2));
  CHECK(pages * 4096 < static_cast<std::int64_t>(kMega * 5 / 4));
  CHECK(opened->number("select max(number) from history").value() == kRows);
}

TEST_CASE("history room: without room nothing is written, and with room again what comes then") {
  Disk disk;
  disk.room = DiskRoom{100 * kMega, 800 * kMega};
  SqliteHistory history(disk.directory.path(), SqliteHistory::kMostBytes, disk.look());
  REQUIRE_STORED(history.write(robots(1, 2)));
  disk.room->free = 0;
  const auto refused = history.write(robots(2, 3));
  REQUIRE(!refused.has_value());
  CHECK(refused.error().kind == StoreError::Kind::read_only);
  REQUIRE_STORED(history.tend(0, kHistoryNow));
  disk.room->free = 100 * kMega;
  REQUIRE_STORED(history.write(robots(3, 4)));
  for (const int number : {1, 2, 3}) {
    HistoryPlace place;
    const auto found = history.find(of_reference("R" + std::to_string(number)), place, 9);
    REQUIRE_STORED(found);
    CHECK(found->size() == (number == 2 ? 0 : 1));
  }
}

}  // namespace greycache::history_room_test
