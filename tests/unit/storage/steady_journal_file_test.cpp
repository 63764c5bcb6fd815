// Shows what the journal tells of a file that cannot be opened, read or trimmed.
#include <doctest/doctest.h>

#include "tests/unit/storage/steady_journal_bench.h"

namespace greycache {

namespace {

// Takes records, and gives none away for a while.
class UnreadableJournal final : public MemoryJournal {
 public:
  UnreadableJournal() : MemoryJournal(1000) {}
  StoreResult<Chunk> next(JournalReader reader, std::size_t facts) override {
    if (readable) return MemoryJournal::next(reader, facts);
    return tl::make_unexpected(StoreError{StoreError::Kind::unavailable, "an I/O error"});
  }
  bool readable = true;
};

}  // namespace

TEST_CASE("a directory that another process holds is waited for in memory, and told once") {
  SteadyJournalBench bench(SteadyJournalBench::Start::held);
  for (int i = 1; i <= 3; ++i) CHECK(bench.append(i) == i);
  // With nothing left in memory the file is no more ready than before.
  CHECK(bench.drain(JournalReader::hot) == facts_from_to(1, 3));
  CHECK(bench.drain(JournalReader::persistent) == facts_from_to(1, 3));
  for (int i = 0; i < 50; ++i) bench.journal->tick();
  CHECK(bench.journal->state() == SteadyJournal::State::memory);
  CHECK(bench.told.size() == 1);
  REQUIRE(bench.append(4));
  bench.holder.reset();
  bench.tick_until_on_disk();
  CHECK(bench.told.size() == 2);
  CHECK(bench.drain(JournalReader::persistent) == facts_from_to(4, 4));
}

TEST_CASE("nobody is told that nothing waits in a file that could not be opened yet") {
  SteadyJournalBench bench(SteadyJournalBench::Start::held);
  CHECK_FALSE(bench.journal->knows_former());
  CHECK_FALSE(bench.journal->next(JournalReader::persistent, 1));
  // What comes meanwhile is handed on, and makes nothing known.
  REQUIRE(bench.append(1));
  CHECK(bench.drain(JournalReader::persistent) == facts_from_to(1, 1));
  CHECK_FALSE(bench.journal->next(JournalReader::persistent, 1));
  bench.holder.reset();
  bench.tick_until_on_disk();
  CHECK(bench.journal->knows_former());
  CHECK(bench.journal->next(JournalReader::persistent, 1));
}

TEST_CASE("a file that could not be opened is tried again though nothing is appended, and told") {
  SteadyJournalBench bench(SteadyJournalBench::Start::held);
  for (int i = 0; i < 8; ++i) bench.journal->tick();
  REQUIRE(bench.told.size() == 1);
  CHECK(bench.told.front().ends_with("what waits in the journal cannot be read"));
  bench.holder.reset();
  for (int i = 0; i < 4; ++i) bench.journal->tick();
  CHECK(bench.journal->knows_former());
  CHECK(bench.told == std::vector<std::string>{bench.told.front(), "+"});
}

TEST_CASE("a file that cannot be read is told, and that it can be again") {
  auto owner = std::make_unique<UnreadableJournal>();
  UnreadableJournal& file = *owner;
  std::vector<bool> told;
  StoreHealth health{"journal",
                     [&told](const StoreHealth::Change& change) { told.push_back(change.up); }};
  SteadyJournal journal(std::move(owner),
                        {[] { return StoreResult<void>{}; }, [] { return StoreResult<void>{}; }},
                        {}, health);
  const std::vector<Fact> facts{fact(1)};
  REQUIRE(journal.append(facts));
  file.readable = false;
  CHECK_FALSE(journal.next(JournalReader::hot, 10));
  CHECK_FALSE(journal.next(JournalReader::hot, 10));
  CHECK(told == std::vector{false});
  file.readable = true;
  CHECK(journal.next(JournalReader::hot, 10)->facts == facts);
  CHECK(told == std::vector{false, true});
}

TEST_CASE("a file that cannot be trimmed for 2 s is told, and that it can be again") {
  std::vector<bool> told;
  StoreHealth health{"journal",
                     [&told](const StoreHealth::Change& change) { told.push_back(change.up); }};
  bool locked = true;
  SteadyJournal journal(
      std::make_unique<MemoryJournal>(1000),
      {[] { return StoreResult<void>{}; },
       [&locked]() -> StoreResult<void> {
         if (!locked) return {};
         return tl::make_unexpected(StoreError{StoreError::Kind::contention, "locked"});
       }},
      {}, health);
  for (int i = 0; i < 7; ++i) journal.tick();
  CHECK(told.empty());
  for (int i = 0; i < 10; ++i) journal.tick();
  CHECK(told == std::vector{false});
  locked = false;
  journal.tick();
  CHECK(told == std::vector{false, true});
}

}  // namespace greycache
