// A journal on a real file for the tests of what it does while the disk takes nothing.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "greycache/sqlite/sqlite_journal.h"
#include "greycache/storage/steady_journal.h"
#include "tests/contract/example_facts.h"
#include "tests/unit/sqlite/file_size_limit.h"
#include "tests/unit/temporary_directory.h"

namespace greycache {

inline Fact fact(int number) {
  return connect_fact("192.0.2", "n" + std::to_string(number), "example.com", "r@example.net",
                      kTestTime);
}

// A SteadyJournal on a real file, and what its health told.
struct SteadyJournalBench {
  enum class Start { free, held };

  explicit SteadyJournalBench(const SteadyJournal::Limits& limits = {})
      : SteadyJournalBench(Start::free, limits) {}
  explicit SteadyJournalBench(Start start, const SteadyJournal::Limits& limits = {})
      : file_owner(std::make_unique<SqliteJournal>(directory.path(), Durability::process)),
        file(*file_owner) {
    if (start == Start::held) {
      auto lock = StateLock::take(directory.path());
      REQUIRE(lock);
      holder = std::move(*lock);
    }
    REQUIRE(file.open(kTestTime).has_value() == (start == Start::free));
    journal = std::make_unique<SteadyJournal>(
        std::move(file_owner),
        SteadyJournal::Upkeep{[this] { return file.open(kTestTime); },
                              [this] { return file.tick(); }},
        limits, health);
  }

  StoreResult<JournalSequence> append(int number) {
    const std::vector<Fact> facts{fact(number)};
    return journal->append(facts);
  }
  // Everything a reader gets, passed by it.
  std::vector<Fact> drain(JournalReader reader) {
    std::vector<Fact> all;
    for (auto chunk = journal->next(reader, 3); chunk && !chunk->facts.empty();
         chunk = journal->next(reader, 3)) {
      all.insert(all.end(), chunk->facts.begin(), chunk->facts.end());
      journal->passed(reader, chunk->last);
    }
    return merged(std::move(all));
  }
  void tick_until_on_disk() {
    for (int i = 0; i < 200 && journal->state() != SteadyJournal::State::disk; ++i) journal->tick();
    REQUIRE(journal->state() == SteadyJournal::State::disk);
  }

  TemporaryDirectory directory;
  std::optional<StateLock> holder;  // another's
  std::vector<std::string> told;
  StoreHealth health{"journal", [this](const StoreHealth::Change& change) {
                       told.push_back((change.up ? "+" : "-") + change.reason);
                     }};
  std::unique_ptr<SqliteJournal> file_owner;
  SqliteJournal& file;
  std::unique_ptr<SteadyJournal> journal;
};

inline std::vector<Fact> facts_from_to(int first, int last) {
  std::vector<Fact> facts;
  for (int i = first; i <= last; ++i) facts.push_back(fact(i));
  return merged(std::move(facts));
}

// No file of this process grows any more.
inline constexpr rlim_t kNothing = 1;
// Far less than what SQLite's log takes before it is begun anew.
inline constexpr rlim_t kTiny = 128 * 1024;

}  // namespace greycache
