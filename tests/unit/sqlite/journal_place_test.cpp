// Shows that the journal keeps what it has when its file is removed or replaced while it is open.
#include <doctest/doctest.h>

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "greycache/sqlite/sqlite_journal.h"
#include "tests/unit/kept_log.h"
#include "tests/unit/sqlite/open_journal.h"

namespace greycache::journal_place_test {

namespace {

constexpr JournalReader kStore = JournalReader::persistent;

// How many of its name were moved aside.
std::size_t aside(const TemporaryDirectory& directory, const std::string& name) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(directory.path())) {
    count += entry.path().filename().string().starts_with(name + ".replaced-") ? 1U : 0U;
  }
  return count;
}

void remove_with_log(const TemporaryDirectory& directory) {
  for (const char* name : {"journal.sqlite", "journal.sqlite-wal", "journal.sqlite-shm"}) {
    std::filesystem::remove(directory.file(name));
  }
}

void replace_by_garbage(const TemporaryDirectory& directory) {
  std::ofstream(directory.file("other")) << std::string(9000, 'x');
  std::filesystem::rename(directory.file("other"), directory.file("journal.sqlite"));
}

void remove_alone(const TemporaryDirectory& directory) {
  std::filesystem::remove(directory.file("journal.sqlite"));
}

void remove_log(const TemporaryDirectory& directory) {
  std::filesystem::remove(directory.file("journal.sqlite-wal"));
}

void remove_memory(const TemporaryDirectory& directory) {
  std::filesystem::remove(directory.file("journal.sqlite-shm"));
}

// One that says that all is passed.
void replace_log_by_another(const TemporaryDirectory& directory) {
  const TemporaryDirectory elsewhere;
  OpenJournal other(elsewhere);
  for (const JournalReader reader : {JournalReader::hot, kStore}) {
    other->passed(reader, other.append());
  }
  REQUIRE(other->tick());
  std::filesystem::copy_file(elsewhere.file("journal.sqlite-wal"), directory.file("other"));
  std::filesystem::rename(directory.file("other"), directory.file("journal.sqlite-wal"));
}

void replace_log_by_directory(const TemporaryDirectory& directory) {
  remove_log(directory);
  std::filesystem::create_directory(directory.file("journal.sqlite-wal"));
}

}  // namespace

TEST_CASE("journal: a file that is removed or replaced is written anew, and nothing is lost") {
  for (const auto harm : {remove_with_log, remove_alone, replace_by_garbage, remove_log,
                          remove_memory, replace_log_by_another, replace_log_by_directory}) {
    for (const bool appends : {false, true}) {
      const TemporaryDirectory directory;
      const KeptLog log;
      {
        OpenJournal journal(directory);
        for (int i = 0; i < 3; ++i) journal.append();
        journal->passed(kStore, 1);
        harm(directory);
        if (appends) journal.append();
        REQUIRE(journal->tick());
        CHECK(records(directory) >= (appends ? 3 : 2));
        CHECK(journal.next(kStore, 100).facts.size() == (appends ? 3U : 2U));
      }
      OpenJournal next(directory);
      CHECK(next.next(JournalReader::hot, 100).facts.size() == (appends ? 4U : 3U));
      CHECK(aside(directory, "journal.sqlite") == (harm == replace_by_garbage ? 1U : 0U));
      const bool other_log = harm == replace_log_by_another || harm == replace_log_by_directory;
      CHECK(aside(directory, "journal.sqlite-wal") == (other_log ? 1U : 0U));
      CHECK(log.count("while the daemon had it open: it is written anew") == 1);
      struct stat file {};
      REQUIRE(::stat(directory.file("journal.sqlite").c_str(), &file) == 0);
      CHECK((file.st_mode & 0777U) == 0600U);
    }
  }
}

TEST_CASE("journal: where its log is cut off or written over it goes on, and counts on") {
  for (const bool by_other : {false, true}) {
    const TemporaryDirectory directory;
    const KeptLog log;
    JournalSequence last = 0;
    {
      OpenJournal journal(directory);
      journal.append();
      REQUIRE(beside(directory).script("pragma wal_checkpoint"));
      for (int i = 0; i < 3; ++i) journal.append();
      std::ofstream file(directory.file("journal.sqlite-wal"), std::ios::trunc);
      if (by_other) file << std::string(50'000, 'x');
      file.close();
      REQUIRE(journal->tick());
      CHECK(log.count("was cut off or written over by others") == 1);
      for (int i = 0; i < 3; ++i) last = journal.append();
      CHECK(last == 7);
      CHECK(journal.next(kStore, 100).facts.size() == 4);
      CHECK(log.size() == 1);
    }
    OpenJournal next(directory);
    CHECK(next.next(kStore, 100).facts.size() == 4);
    CHECK(next->last() == last);
  }
}

}  // namespace greycache::journal_place_test
