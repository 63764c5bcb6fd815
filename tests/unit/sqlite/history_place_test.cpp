// Shows what becomes of the history when its file is removed or replaced while it is open.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "greycache/sqlite/sqlite_history.h"
#include "tests/contract/history_lines.h"
#include "tests/unit/kept_log.h"
#include "tests/unit/sqlite/history_file.h"
#include "tests/unit/temporary_directory.h"

namespace greycache::history_place_test {

namespace {

constexpr const char* kName = "history.sqlite";

void write(SqliteHistory& history, int number) {
  REQUIRE_STORED(history.write(lines_of({robot(number)})));
}

bool has(SqliteHistory& history, int number) {
  HistoryPlace place;
  const HistoryQuery query = of_reference("R" + std::to_string(number));
  const auto found = history.find(query, place, 10);
  REQUIRE_STORED(found);
  return found->size() == 1;
}

// The connections of a daemon: one writes, the other answers questions.
struct OpenHistories {
  OpenHistories() {
    write(writing, 1);
    REQUIRE(has(asking, 1));
  }
  // A file of another daemon's, without a log.
  void replace_by_one_with(int number) const {
    const TemporaryDirectory elsewhere;
    {
      SqliteHistory other(elsewhere.path());
      write(other, number);
    }
    std::filesystem::copy_file(elsewhere.file(kName), file + ".new");
    std::filesystem::rename(file + ".new", file);
  }

  TemporaryDirectory directory;
  std::string file = directory.file(kName);
  SqliteHistory writing{directory.path()};
  SqliteHistory asking{directory.path()};
};

}  // namespace

TEST_CASE("sqlite history: where its file is removed a new one begins") {
  OpenHistories histories;
  std::filesystem::remove(histories.file);
  write(histories.writing, 2);
  CHECK(std::filesystem::exists(histories.file));
  for (SqliteHistory* history : {&histories.asking, &histories.writing}) {
    CHECK(has(*history, 2));
    CHECK_FALSE(has(*history, 1));
  }
}

TEST_CASE(
    "sqlite history: where its file is replaced it goes on with that one, unharmed by a log") {
  for (const bool asks_first : {false, true}) {
    OpenHistories histories;
    histories.replace_by_one_with(3);
    if (asks_first) CHECK(has(histories.asking, 3));
    write(histories.writing, 2);
    for (SqliteHistory* history : {&histories.writing, &histories.asking}) {
      CHECK(has(*history, 3));
      CHECK(has(*history, 2));
      CHECK_FALSE(has(*history, 1));
    }
  }
}

TEST_CASE("sqlite history: a log that is put in the place of its own is never played into it") {
  for (const char* const suffix : {"-wal", "-shm"}) {
    OpenHistories histories;
    const KeptLog log;
    const std::string path = histories.file + "-wal";
    std::filesystem::copy_file(path, histories.file + ".old");
    write(histories.writing, 2);
    std::filesystem::remove(histories.file + suffix);
    std::filesystem::rename(histories.file + ".old", path);
    write(histories.writing, 3);
    CHECK(has(histories.asking, 3));
    CHECK_FALSE(std::filesystem::exists(path));
    CHECK(log.count(path + ", and is not the log of that file, is ") == 1);
    const TemporaryDirectory elsewhere;
    std::filesystem::copy_file(histories.file, elsewhere.file(kName));
    SqliteHistory next(elsewhere.path());
    for (const int number : {1, 2, 3}) CHECK(has(next, number));
  }
}

}  // namespace greycache::history_place_test
