// Shows what the journal does when its file is damaged or the disk fails it.
#include "greycache/sqlite/sqlite_journal.h"

#include <doctest/doctest.h>

#include "greycache/sqlite/record.h"
#include "tests/unit/kept_log.h"
#include "tests/unit/sqlite/file_size_limit.h"
#include "tests/unit/sqlite/open_journal.h"

namespace greycache {

TEST_CASE("journal: lines that are no facts are left out, counted and logged") {
  const TemporaryDirectory directory;
  OpenJournal journal(directory);
  journal.append();
  journal.append();
  REQUIRE(beside(directory).run("update record set facts = 'connect \x01' || facts where seq = 1"));
  const KeptLog log;
  CHECK(journal.next(JournalReader::hot, 10).facts == std::vector<Fact>{fact(2)});
  CHECK(journal->bad_lines() == 1);
  CHECK(log.has("left out 1 line"));
}

TEST_CASE("journal: numbers that no record or reader has are removed at the start") {
  const TemporaryDirectory directory;
  { OpenJournal(directory).append(3); }
  for (const char* strange : {"-9223372036854775808", "-1", "9223372036854775807"}) {
    CAPTURE(strange);
    REQUIRE(beside(directory).script("insert into record values (" + std::string(strange) +
                                     ", 'nonsense'); update place set seq = " + strange +
                                     " where reader = 'hot'"));
    const KeptLog log;
    OpenJournal journal(directory);
    CHECK(journal->bad_lines() == 2);
    CHECK(journal->place(JournalReader::hot) == 0);
    const JournalSequence before = journal->last();
    CHECK(journal.append() == before + 1);
    CHECK(journal.next(JournalReader::hot, 100).facts.size() >= 4);
  }
}

TEST_CASE("journal: records of any text hold up nobody") {
  const TemporaryDirectory directory;
  OpenJournal journal(directory);
  journal.append();
  for (const char* facts :
       {"''", "cast(x'00' as text)", "cast(x'ff0aff' as text)", "'\n\n\n'", "'connect'",
        "'connect s n d r 9223372036854775807'||char(10)", "hex(zeroblob(100000))"}) {
    REQUIRE(beside(directory).script("insert into record select max(seq) + 1, " +
                                     std::string(facts) + " from record"));
  }
  const KeptLog log;
  REQUIRE(journal->open(kNow));
  std::vector<Fact> facts;
  for (int i = 0; i < 20; ++i) {
    const auto chunk = journal.next(JournalReader::persistent, 1);
    facts.insert(facts.end(), chunk.facts.begin(), chunk.facts.end());
    journal->passed(JournalReader::persistent, chunk.last);
  }
  CHECK(facts.size() == 1);
  CHECK(journal->place(JournalReader::persistent) == journal->last());
  CHECK(journal->bad_lines() > 5);
  REQUIRE(journal->tick());
}

TEST_CASE("journal: a reader is not held up by records without any fact") {
  const TemporaryDirectory directory;
  OpenJournal journal(directory);
  journal.append();
  REQUIRE(beside(directory).run("update record set facts = 'nonsense'"));
  const KeptLog log;
  const auto chunk = journal.next(JournalReader::hot, 10);
  CHECK(chunk.facts.empty());
  CHECK(journal->place(JournalReader::hot) == 1);
}

TEST_CASE("journal: a full disk is read_only, and the same call works when there is room") {
  const TemporaryDirectory directory;
  OpenJournal journal(directory);
  for (int i = 0; i < 10; ++i) journal.append();
  {
    const FileSizeLimit limit(100'000);
    const std::vector<Fact> large(2000, fact(0));
    const auto appended = journal->append(large);
    REQUIRE_FALSE(appended.has_value());
    CHECK(appended.error().kind == StoreError::Kind::read_only);
    CHECK(journal->last() == 10);
    CHECK(journal.next(JournalReader::hot, 100).facts.size() == 10);
  }
  CHECK(journal.append(2000) == 11);
  CHECK(journal.next(JournalReader::hot, 10'000).facts.size() == 2010);
}

TEST_CASE("journal: where it cannot be opened it is known whether something waits in it") {
  const TemporaryDirectory directory;
  bool known = true;
  SUBCASE("none was ever made") {}
  SUBCASE("all readers have passed all") {
    OpenJournal journal(directory);
    journal.append();
    journal->passed(JournalReader::hot, 1);
    journal->passed(JournalReader::persistent, 1);
    REQUIRE(journal->tick());
  }
  SUBCASE("a reader has not") {
    OpenJournal journal(directory);
    journal.append();
    journal->passed(JournalReader::hot, 1);
    REQUIRE(journal->tick());
    known = false;
  }
  SUBCASE("the hot reader went without") {
    OpenJournal journal(directory);
    journal->set_history(JournalReader::hot, Journal::kWentWithout);
    REQUIRE(journal->tick());
    known = false;
  }
  SqliteJournal journal(directory.path(), Durability::process);
  CHECK_FALSE(journal.knows_former());
  {
    const FileSizeLimit limit(1);
    REQUIRE_FALSE(journal.open(kNow));
    CHECK(journal.knows_former() == known);
  }
  REQUIRE(journal.open(kNow));
  CHECK(journal.knows_former());
}

TEST_CASE("journal: a tick that fails loses nothing") {
  const TemporaryDirectory directory;
  OpenJournal journal(directory);
  for (int i = 0; i < 10; ++i) journal.append();
  const std::int64_t size = journal->size();
  journal->passed(JournalReader::hot, 10);
  journal->passed(JournalReader::persistent, 5);
  {
    const FileSizeLimit limit(1);
    REQUIRE_FALSE(journal->tick().has_value());
    CHECK(journal->size() == size);
  }
  REQUIRE(journal->tick());
  CHECK(records(directory) == 5);
  const std::vector<Fact> first{fact(1)};
  CHECK(journal->size() == size - 5 * static_cast<std::int64_t>(encode_record(first).size()));
}

TEST_CASE("journal: a damaged file is moved aside, by name in the log, and a fresh one begins") {
  const TemporaryDirectory directory;
  {
    OpenJournal journal(directory);
    for (int i = 0; i < 500; ++i) journal.append();
  }
  std::string damaged = directory.read("journal.sqlite");
  REQUIRE(damaged.size() > 8192);
  SUBCASE("in the first page") {
    damaged.replace(0, 100, std::string(100, 'x'));
  }
  SUBCASE("in a later page") {
    damaged.replace(8192, 4096, std::string(4096, 'x'));
  }
  directory.write("journal.sqlite", damaged);
  const KeptLog log;
  OpenJournal journal(directory);
  CHECK(log.has("journal.sqlite.corrupt-1700000000"));
  CHECK(directory.read("journal.sqlite.corrupt-1700000000") == damaged);
  CHECK(journal.append() == 1);
}

}  // namespace greycache
