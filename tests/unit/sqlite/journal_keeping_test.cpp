// Shows what the journal keeps for a store that loses changes, and the histories of its readers.
#include "greycache/sqlite/sqlite_journal.h"

#include <doctest/doctest.h>

#include <fstream>

#include "tests/unit/sqlite/file_size_limit.h"
#include "tests/unit/sqlite/open_journal.h"

namespace greycache {

namespace {

// A journal that keeps 600 s and 10,000 bytes, on a clock of its own.
struct KeepingJournal {
  explicit KeepingJournal(const TemporaryDirectory& directory)
      : journal(directory.path(), Durability::process, {std::chrono::seconds(600), 10'000},
                [this] { return now; }) {
    REQUIRE(journal.open(kNow));
  }
  void append() { REQUIRE(journal.append(std::vector{fact(journal.last() + 1)})); }
  void pass_all() {
    journal.passed(JournalReader::hot, journal.last());
    journal.passed(JournalReader::persistent, journal.last());
    REQUIRE(journal.tick());
  }

  std::chrono::steady_clock::time_point now{};
  SqliteJournal journal;
};

}  // namespace

TEST_CASE("journal: a damaged file means that the hot reader went without records") {
  TemporaryDirectory directory;
  {
    SqliteJournal journal(directory.path(), Durability::process);
    REQUIRE(journal.open(kTestTime));
    CHECK(journal.history(JournalReader::hot).empty());
  }
  std::ofstream(directory.path() + "/journal.sqlite") << std::string(8192, 'x');
  for (int i = 0; i < 2; ++i) {
    SqliteJournal journal(directory.path(), Durability::process);
    REQUIRE(journal.open(kTestTime));
    CHECK(journal.history(JournalReader::hot) == Journal::kWentWithout);
    REQUIRE(journal.tick());
  }
}

TEST_CASE("journal: what a file that is opened late says of its histories counts at first") {
  TemporaryDirectory directory;
  {
    SqliteJournal journal(directory.path(), Durability::process);
    REQUIRE(journal.open(kTestTime));
    journal.set_history(JournalReader::hot, Journal::kWentWithout);
    REQUIRE(journal.tick());
  }
  SqliteJournal journal(directory.path(), Durability::process);
  journal.set_history(JournalReader::hot, "0a1b2c3d");
  REQUIRE(journal.open(kTestTime));
  CHECK(journal.history(JournalReader::hot) == Journal::kWentWithout);
  journal.set_history(JournalReader::hot, "0a1b2c3d");
  REQUIRE(journal.open(kTestTime));
  CHECK(journal.history(JournalReader::hot) == "0a1b2c3d");
}

TEST_CASE("journal: what is kept does not wait, and a reader that is rewound gets it again") {
  const TemporaryDirectory directory;
  KeepingJournal keeping(directory);
  for (int i = 0; i < 3; ++i) keeping.append();
  keeping.pass_all();
  keeping.append();
  const std::int64_t waiting = keeping.journal.size();
  CHECK(waiting > 0);
  CHECK(keeping.journal.kept() == 3 * waiting);
  keeping.journal.rewind(JournalReader::persistent, 0);
  CHECK(keeping.journal.kept() == 0);
  CHECK(keeping.journal.size() == 4 * waiting);
  CHECK(keeping.journal.place(JournalReader::hot) == 3);
  const auto chunk = keeping.journal.next(JournalReader::persistent, 10);
  REQUIRE(chunk.has_value());
  CHECK(chunk->facts == std::vector<Fact>{fact(1), fact(2), fact(3), fact(4)});
}

TEST_CASE("journal: what was kept long enough goes, and no sooner") {
  const TemporaryDirectory directory;
  KeepingJournal keeping(directory);
  keeping.append();
  keeping.pass_all();
  keeping.now += std::chrono::milliseconds(599'999);
  keeping.append();
  keeping.pass_all();
  CHECK(records(directory) == 2);
  keeping.now += std::chrono::milliseconds(1);
  REQUIRE(keeping.journal.tick());
  CHECK(records(directory) == 1);
  keeping.now += std::chrono::seconds(600);
  REQUIRE(keeping.journal.tick());
  CHECK(records(directory) == 0);
  CHECK(keeping.journal.kept() == 0);
  CHECK(keeping.journal.size() == 0);
}

TEST_CASE("journal: no more is kept than may be") {
  const TemporaryDirectory directory;
  KeepingJournal keeping(directory);
  for (int i = 0; i < 1000; ++i) {
    keeping.append();
    keeping.pass_all();
  }
  REQUIRE(keeping.journal.tick());
  CHECK(keeping.journal.kept() <= 10'000);
  CHECK(keeping.journal.kept() > 9'000);
  CHECK(keeping.journal.next(JournalReader::hot, 10)->facts.empty());
}

TEST_CASE("journal: a restart keeps what was kept, and the name of the store's history") {
  const TemporaryDirectory directory;
  {
    KeepingJournal keeping(directory);
    CHECK(keeping.journal.history(JournalReader::persistent).empty());
    keeping.journal.set_history(JournalReader::persistent, "7710/00000001");
    for (int i = 0; i < 3; ++i) keeping.append();
    keeping.pass_all();
  }
  KeepingJournal keeping(directory);
  CHECK(keeping.journal.history(JournalReader::persistent) == "7710/00000001");
  CHECK(keeping.journal.kept() > 0);
  CHECK(keeping.journal.size() == 0);
  keeping.journal.rewind(JournalReader::persistent, 0);
  CHECK(keeping.journal.next(JournalReader::persistent, 10)->facts.size() == 3);
}

TEST_CASE("journal: one that keeps nothing lets go of what another has kept") {
  const TemporaryDirectory directory;
  {
    KeepingJournal keeping(directory);
    keeping.append();
    keeping.pass_all();
  }
  OpenJournal journal(directory);
  CHECK(records(directory) == 1);
  REQUIRE(journal->tick());
  CHECK(records(directory) == 0);
}

TEST_CASE("journal: on a full disk what is kept makes room") {
  const TemporaryDirectory directory;
  KeepingJournal keeping(directory);
  for (int i = 0; i < 50; ++i) keeping.append();
  keeping.pass_all();
  CHECK(records(directory) == 50);
  {
    const FileSizeLimit full(4096);
    CHECK_FALSE(keeping.journal.append(std::vector<Fact>(500, fact(51))));
  }
  REQUIRE(keeping.journal.tick());
  CHECK(records(directory) == 0);
  keeping.append();
  keeping.pass_all();
  CHECK(records(directory) == 1);
}

}  // namespace greycache
