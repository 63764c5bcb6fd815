// Shows the journal's promises: order, places, restarts, and what it does when the disk fails it.
#include "greycache/sqlite/sqlite_journal.h"

#include <doctest/doctest.h>

#include <fstream>

#include "greycache/sqlite/record.h"
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
