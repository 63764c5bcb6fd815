// Shows what only the journal in a file of SQLite does; the rest is in
// tests/contract/journal_suite.cpp.
#include "greycache/sqlite/sqlite_journal.h"

#include <doctest/doctest.h>


#include "tests/contract/example_facts.h"
#include "tests/unit/kept_log.h"
#include "tests/unit/sqlite/file_size_limit.h"
#include "tests/unit/sqlite/temporary_directory.h"

namespace greycache {

namespace {

constexpr UnixTime kNow = kTestTime;

Fact fact(JournalSequence number) {
  return connect_fact("192.0.2", "n" + std::to_string(number), "example.com", "r@example.net",
                      kNow + number);
}

// A journal that is open.
class OpenJournal {
 public:
  explicit OpenJournal(const TemporaryDirectory& directory)
      : journal_(directory.path(), Durability::process) {
    REQUIRE(journal_.open(kNow));
  }
  SqliteJournal* operator->() { return &journal_; }

  // Appends a record with as many facts.
  JournalSequence append(int facts = 1) {
    const std::vector<Fact> record(static_cast<std::size_t>(facts), fact(journal_.last() + 1));
    const auto sequence = journal_.append(record);
    REQUIRE(sequence.has_value());
    return *sequence;
  }
  Journal::Chunk next(JournalReader reader, std::size_t facts) {
    auto chunk = journal_.next(reader, facts);
    REQUIRE(chunk.has_value());
    return *chunk;
  }

 private:
  SqliteJournal journal_;
};

// What sqlite3(1) would see beside the daemon.
Database beside(const TemporaryDirectory& directory) {
  auto database = Database::open(directory.file("journal.sqlite"), Database::Synchronous::off,
                                 std::chrono::milliseconds(10));
  REQUIRE(database.has_value());
  return std::move(*database);
}

std::int64_t records(const TemporaryDirectory& directory) {
  return *beside(directory).number("select count(*) from record");
}

}  // namespace

TEST_CASE("journal: size() knows what waits") {
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
