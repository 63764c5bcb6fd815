// Shows what the journal does where file or memory hold as much as they may.
#include <doctest/doctest.h>

#include "tests/unit/kept_log.h"
#include "tests/unit/storage/steady_journal_bench.h"

namespace greycache {

TEST_CASE("with disk and memory full a record is refused, and taken again when a reader moved on") {
  SteadyJournalBench bench({.most_bytes = 1 << 20, .facts_in_memory = 2});
  const FileSizeLimit full(kNothing);
  REQUIRE(bench.append(1));
  REQUIRE(bench.append(2));
  CHECK_FALSE(bench.append(3));
  CHECK(bench.journal->state() == SteadyJournal::State::full);
  bench.drain(JournalReader::hot);
  bench.drain(JournalReader::persistent);
  CHECK(bench.append(3));
  CHECK(bench.journal->state() == SteadyJournal::State::memory);
}

TEST_CASE("a memory that stays about full is told once, and again once half of it was free") {
  const KeptLog log;
  const auto told = [&log] { return log.count("neither to disk nor to memory"); };
  SteadyJournalBench bench({.facts_in_memory = 4});
  const FileSizeLimit full(kNothing);
  const auto take = [&bench](JournalSequence sequence) {
    bench.journal->passed(JournalReader::hot, sequence);
    bench.journal->passed(JournalReader::persistent, sequence);
  };
  for (int i = 1; i <= 4; ++i) REQUIRE(bench.append(i));
  CHECK(told() == 0);
  for (int i = 5; i <= 20; ++i) {
    CHECK_FALSE(bench.append(i));
    CHECK(bench.journal->state() == SteadyJournal::State::full);
    take(i - 4);
    REQUIRE(bench.append(i));
    CHECK(bench.journal->state() == SteadyJournal::State::memory);
  }
  CHECK(told() == 1);
  take(17);  // 3 of 4 wait
  REQUIRE(bench.append(21));
  CHECK_FALSE(bench.append(22));
  CHECK(told() == 1);
  take(19);  // 2 of 4 do
  REQUIRE(bench.append(22));
  REQUIRE(bench.append(23));
  CHECK_FALSE(bench.append(24));
  CHECK(told() == 2);
}

TEST_CASE("a file of journal_max bytes takes no more until its readers have moved on") {
  SteadyJournalBench bench({.most_bytes = 2000, .facts_in_memory = 1000});
  for (int i = 1; i <= 100; ++i) REQUIRE(bench.append(i));
  CHECK(bench.journal->state() == SteadyJournal::State::memory);
  CHECK(bench.journal->size() < 2200);
  for (int i = 0; i < 20; ++i) bench.journal->tick();
  CHECK(bench.journal->state() == SteadyJournal::State::memory);
  CHECK(bench.drain(JournalReader::hot) == facts_from_to(1, 100));
  CHECK(bench.drain(JournalReader::persistent) == facts_from_to(1, 100));
  bench.tick_until_on_disk();
}

TEST_CASE("memory lets go of what it has handed on where a record needs its room") {
  SteadyJournalBench bench({.facts_in_memory = 3, .keep = std::chrono::hours(1)});
  const FileSizeLimit full(kNothing);
  for (int i = 1; i <= 3; ++i) REQUIRE(bench.append(i));
  bench.drain(JournalReader::hot);
  bench.drain(JournalReader::persistent);
  REQUIRE(bench.append(4));
  bench.journal->rewind(JournalReader::hot, 0);
  CHECK(bench.drain(JournalReader::hot) == facts_from_to(2, 4));
}

TEST_CASE("before the end journal_max does not keep in memory what would be lost with it") {
  SteadyJournalBench bench({.most_bytes = 2000, .facts_in_memory = 100});
  int last = 0;
  while (bench.journal->facts_in_memory() < 5) REQUIRE(bench.append(++last));
  for (int i = 0; i < 50; ++i) bench.journal->tick();
  CHECK(bench.journal->facts_in_memory() == 5);
  bench.journal->save();
  CHECK(bench.journal->facts_in_memory() == 0);
  CHECK(bench.drain(JournalReader::persistent) == facts_from_to(1, last));
}

TEST_CASE("beyond journal_max a hot store that is away costs only itself") {
  SteadyJournalBench bench({.most_bytes = 20'000, .facts_in_memory = 100});
  std::vector<Fact> taken;
  for (int i = 1; i <= 5000; ++i) {
    REQUIRE(bench.append(i));
    if (i % 50 == 0) {
      for (const Fact& fact : bench.drain(JournalReader::persistent)) taken.push_back(fact);
    }
    REQUIRE(bench.journal->state() == SteadyJournal::State::disk);
    REQUIRE(bench.journal->size() <= 21'000);
  }
  CHECK(merged(std::move(taken)) == facts_from_to(1, 5000));
  CHECK(bench.told.empty());
  CHECK(bench.journal->went_without() > 4000);
  CHECK(bench.journal->history(JournalReader::hot) == Journal::kWentWithout);
  // Of what it did not go without it misses nothing.
  const auto rest = bench.drain(JournalReader::hot);
  REQUIRE_FALSE(rest.empty());
  CHECK(rest.size() == static_cast<std::size_t>(5000 - bench.journal->went_without()));
}

TEST_CASE("that the hot store went without records is known after a restart") {
  TemporaryDirectory directory;
  StoreHealth health{"journal", [](const StoreHealth::Change&) {}};
  for (const bool again : {false, true}) {
    auto owner = std::make_unique<SqliteJournal>(directory.path(), Durability::process);
    SqliteJournal& file = *owner;
    REQUIRE(file.open(kTestTime));
    SteadyJournal journal(
        std::move(owner),
        {[&file] { return file.open(kTestTime); }, [&file] { return file.tick(); }},
        {.most_bytes = 2000}, health);
    if (again) {
      CHECK(journal.history(JournalReader::hot) == Journal::kWentWithout);
      continue;
    }
    for (int i = 1; i <= 100; ++i) {
      const std::vector<Fact> facts{fact(i)};
      const auto written = journal.append(facts);
      REQUIRE(written);
      journal.passed(JournalReader::persistent, *written);
    }
  }
}

TEST_CASE("with the disk full and Redis away the other store gets more than the memory holds") {
  SteadyJournalBench bench({.facts_in_memory = 100});
  const FileSizeLimit full(kNothing);
  std::vector<Fact> taken;
  for (int i = 1; i <= 1000; ++i) {
    REQUIRE(bench.append(i));
    if (i % 40 != 0) continue;
    for (const Fact& fact : bench.drain(JournalReader::persistent)) taken.push_back(fact);
  }
  CHECK(merged(std::move(taken)) == facts_from_to(1, 1000));
  CHECK(bench.journal->history(JournalReader::hot) == Journal::kWentWithout);
}

TEST_CASE("the persistent store never goes without: what it has not taken fills file and memory") {
  SteadyJournalBench bench({.most_bytes = 2000, .facts_in_memory = 100});
  int taken = 0;
  while (bench.append(taken + 1)) {
    ++taken;
    bench.journal->passed(JournalReader::hot, bench.journal->last());
  }
  CHECK(bench.journal->state() == SteadyJournal::State::full);
  CHECK(bench.journal->history(JournalReader::hot).empty());
  CHECK(bench.drain(JournalReader::persistent) == facts_from_to(1, taken));
  bench.tick_until_on_disk();
  CHECK(bench.append(taken + 1));
}

}  // namespace greycache
