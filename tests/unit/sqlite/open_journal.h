// A journal that is open, the facts that tests append to it, and a look at its file from beside.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "greycache/sqlite/database.h"
#include "greycache/sqlite/sqlite_journal.h"
#include "tests/contract/example_facts.h"
#include "tests/unit/temporary_directory.h"

namespace greycache {

inline constexpr UnixTime kNow = kTestTime;

inline Fact fact(JournalSequence number) {
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
inline Database beside(const TemporaryDirectory& directory) {
  auto database = Database::open(directory.file("journal.sqlite"), Database::Synchronous::off,
                                 std::chrono::milliseconds(10));
  REQUIRE(database.has_value());
  return std::move(*database);
}

inline std::int64_t records(const TemporaryDirectory& directory) {
  return *beside(directory).number("select count(*) from record");
}

}  // namespace greycache
