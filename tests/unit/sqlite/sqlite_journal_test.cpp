// Shows the journal's promises: order, places and restarts.
#include "greycache/sqlite/sqlite_journal.h"

#include <doctest/doctest.h>

#include "tests/unit/sqlite/open_journal.h"

namespace greycache {

TEST_CASE("journal: an empty one has nothing to hand on") {
  const TemporaryDirectory directory;
  OpenJournal journal(directory);
  CHECK(journal->last() == 0);
  CHECK(journal->size() == 0);
  CHECK(journal.next(JournalReader::hot, 10).facts.empty());
  CHECK(journal->place(JournalReader::persistent) == 0);
}

TEST_CASE("journal: sequences grow by one from 1, and records come back in order") {
  const TemporaryDirectory directory;
  OpenJournal journal(directory);
  for (JournalSequence i = 1; i <= 5; ++i) CHECK(journal.append() == i);
  CHECK(journal->last() == 5);
  const auto chunk = journal.next(JournalReader::hot, 10);
  CHECK(chunk.last == 5);
  CHECK(chunk.facts == std::vector<Fact>{fact(1), fact(2), fact(3), fact(4), fact(5)});
}

TEST_CASE("journal: a chunk ends with the record that makes it large enough") {
  const TemporaryDirectory directory;
  OpenJournal journal(directory);
  for (int i = 0; i < 4; ++i) journal.append(3);
  CHECK(journal.next(JournalReader::hot, 1).last == 1);
  CHECK(journal.next(JournalReader::hot, 3).last == 1);
  CHECK(journal.next(JournalReader::hot, 4).last == 2);
  CHECK(journal.next(JournalReader::hot, 4).facts.size() == 6);
  CHECK(journal.next(JournalReader::hot, 12).last == 4);
  CHECK(journal.next(JournalReader::hot, 1000).facts.size() == 12);
}

TEST_CASE("journal: each reader has its own place, and a record stays until both have passed it") {
  const TemporaryDirectory directory;
  OpenJournal journal(directory);
  for (int i = 0; i < 3; ++i) journal.append();
  journal->passed(JournalReader::hot, 3);
  CHECK(journal.next(JournalReader::hot, 10).facts.empty());
  CHECK(journal.next(JournalReader::persistent, 10).facts.size() == 3);
  REQUIRE(journal->tick());
  CHECK(records(directory) == 3);
  CHECK(journal->size() > 0);

  journal->passed(JournalReader::persistent, 2);
  REQUIRE(journal->tick());
  CHECK(records(directory) == 1);
  CHECK(journal.next(JournalReader::persistent, 10).facts == std::vector<Fact>{fact(3)});
  journal->passed(JournalReader::persistent, 3);
  CHECK(journal->size() == 0);
  REQUIRE(journal->tick());
  CHECK(records(directory) == 0);
}

TEST_CASE("journal: a place never goes back") {
  const TemporaryDirectory directory;
  OpenJournal journal(directory);
  journal.append();
  journal.append();
  journal->passed(JournalReader::hot, 2);
  journal->passed(JournalReader::hot, 1);
  CHECK(journal->place(JournalReader::hot) == 2);
}

TEST_CASE("journal: a restart keeps records and sequences, and places that were written") {
  const TemporaryDirectory directory;
  {
    OpenJournal journal(directory);
    for (int i = 0; i < 3; ++i) journal.append();
    journal->passed(JournalReader::hot, 2);
    REQUIRE(journal->tick());
    journal->passed(JournalReader::hot, 3);
    journal->passed(JournalReader::persistent, 1);
  }
  OpenJournal journal(directory);
  CHECK(journal->last() == 3);
  // What was passed and not yet written is handed on again.
  CHECK(journal.next(JournalReader::hot, 10).facts == std::vector<Fact>{fact(3)});
  CHECK(journal.next(JournalReader::persistent, 10).facts.size() == 3);
  CHECK(journal->size() > 0);
  CHECK(journal.append() == 4);
}

TEST_CASE("journal: no sequence is used twice, also when all records are gone") {
  const TemporaryDirectory directory;
  {
    OpenJournal journal(directory);
    for (int i = 0; i < 3; ++i) journal.append();
    for (const auto reader : {JournalReader::hot, JournalReader::persistent}) {
      journal->passed(reader, 3);
    }
    REQUIRE(journal->tick());
  }
  REQUIRE(records(directory) == 0);
  OpenJournal journal(directory);
  CHECK(journal->last() == 3);
  CHECK(journal->size() == 0);
  CHECK(journal.append() == 4);
  CHECK(journal.next(JournalReader::hot, 10).facts == std::vector<Fact>{fact(4)});
}

TEST_CASE("journal: appending alone keeps the file short, and size() knows what waits") {
  const TemporaryDirectory directory;
  OpenJournal journal(directory);
  for (int i = 0; i < 3000; ++i) {
    const JournalSequence sequence = journal.append();
    journal->passed(JournalReader::hot, sequence);
    if (i < 2000) journal->passed(JournalReader::persistent, std::max(sequence - 10, 0L));
  }
  const std::int64_t left = records(directory);
  CHECK(left >= 1010);
  CHECK(left <= 1010 + 64);
  const std::int64_t bytes = *beside(directory).number("select sum(length(facts)) from record");
  CHECK(journal->size() == bytes);
}

TEST_CASE("journal: a long backlog is deleted in bounded steps") {
  const TemporaryDirectory directory;
  OpenJournal journal(directory);
  for (int i = 0; i < 2000; ++i) journal.append();
  for (const auto reader : {JournalReader::hot, JournalReader::persistent}) {
    journal->passed(reader, 2000);
  }
  REQUIRE(journal->tick());
  CHECK(records(directory) == 2000 - 512);
  for (int i = 0; i < 3; ++i) REQUIRE(journal->tick());
  CHECK(records(directory) == 0);
}

TEST_CASE("journal: a person reads it with sqlite3 while the daemon runs") {
  const TemporaryDirectory directory;
  OpenJournal journal(directory);
  journal.append(2);
  std::string text;
  REQUIRE(beside(directory).each("select facts from record", [&text](const Row& row) {
    text = row.text(0);
    return false;
  }));
  CHECK(text ==
        "connect 192.0.2 n1 example.com r@example.net 1700000001\n"
        "connect 192.0.2 n1 example.com r@example.net 1700000001\n");
}

TEST_CASE("journal: the directory belongs to one process") {
  const TemporaryDirectory directory;
  OpenJournal journal(directory);
  SqliteJournal second(directory.path(), Durability::process);
  const auto opened = second.open(kNow);
  REQUIRE_FALSE(opened.has_value());
  CHECK(opened.error().kind == StoreError::Kind::refused);
  CHECK(second.append(std::vector<Fact>{fact(1)}).error().kind == StoreError::Kind::unavailable);
}

TEST_CASE("journal: opened again it goes on where it was") {
  const TemporaryDirectory directory;
  OpenJournal journal(directory);
  journal.append();
  journal->passed(JournalReader::hot, 1);
  REQUIRE(journal->open(kNow));
  CHECK(journal->place(JournalReader::hot) == 1);
  CHECK(journal.append() == 2);
}

}  // namespace greycache
