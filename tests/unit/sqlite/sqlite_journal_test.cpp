// Shows what of the journal only its file in SQLite has; its promises are in
// tests/contract/journal_suite.cpp and journal_file_suite.cpp.
#include "greycache/sqlite/sqlite_journal.h"

#include <doctest/doctest.h>

#include "tests/unit/sqlite/open_journal.h"

namespace greycache {

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

}  // namespace greycache
