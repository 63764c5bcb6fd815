// Shows that the journal goes on in memory while the disk takes nothing, and that nothing is lost.
#include <doctest/doctest.h>

#include "tests/unit/storage/steady_journal_bench.h"

namespace greycache {

TEST_CASE("while the disk is full records go to memory, both readers get all, nothing is lost") {
  SteadyJournalBench bench;
  for (int i = 1; i <= 5; ++i) REQUIRE(bench.append(i));
  {
    const FileSizeLimit full(kNothing);
    for (int i = 6; i <= 10; ++i) CHECK(bench.append(i) == i);
    CHECK(bench.journal->state() == SteadyJournal::State::memory);
    REQUIRE(bench.told.size() == 1);
    CHECK(bench.told[0].find("goes on in memory") != std::string::npos);
    CHECK(bench.journal->last() == 10);
    CHECK(bench.drain(JournalReader::hot) == facts_from_to(1, 10));
    for (int i = 0; i < 20; ++i) bench.journal->tick();
    CHECK(bench.journal->state() == SteadyJournal::State::memory);
    CHECK(bench.told.size() == 1);
  }
  bench.tick_until_on_disk();
  CHECK(bench.told.size() == 2);
  CHECK(bench.told[1] == "+");
  CHECK(bench.drain(JournalReader::persistent) == facts_from_to(1, 10));
  REQUIRE(bench.append(11));
  CHECK(bench.drain(JournalReader::hot) == facts_from_to(11, 11));
}

TEST_CASE("a disk that the log alone has filled takes records again when they are handed on") {
  SteadyJournalBench bench;
  const FileSizeLimit tiny(kTiny);
  int number = 0;
  for (int round = 0; round < 3; ++round) {
    const int first = number + 1;
    while (bench.journal->state() == SteadyJournal::State::disk) REQUIRE(bench.append(++number));
    CHECK(bench.drain(JournalReader::hot) == facts_from_to(first, number));
    CHECK(bench.drain(JournalReader::persistent) == facts_from_to(first, number));
    bench.tick_until_on_disk();
    CHECK(bench.journal->last() == number);
  }
}

TEST_CASE("what moved from memory to the file survives the process") {
  SteadyJournalBench bench;
  {
    const FileSizeLimit full(kNothing);
    for (int i = 1; i <= 3; ++i) REQUIRE(bench.append(i));
  }
  CHECK(bench.journal->facts_in_memory() == 3);
  bench.journal->save();
  CHECK(bench.journal->facts_in_memory() == 0);
  bench.journal.reset();
  SqliteJournal again(bench.directory.path(), Durability::process);
  REQUIRE(again.open(kTestTime));
  CHECK(merged(again.next(JournalReader::persistent, 100)->facts) == facts_from_to(1, 3));
}

TEST_CASE("a sequence from before a move never stands for more than it did") {
  SteadyJournalBench bench;
  JournalSequence third = 0;
  {
    const FileSizeLimit full(kNothing);
    for (int i = 1; i <= 6; ++i) {
      const auto sequence = bench.append(i);
      if (i == 3) third = *sequence;
    }
  }
  bench.tick_until_on_disk();
  bench.journal->passed(JournalReader::persistent, third);
  const auto left = bench.drain(JournalReader::persistent);
  for (int i = 4; i <= 6; ++i) CHECK(std::find(left.begin(), left.end(), fact(i)) != left.end());
  CHECK(bench.journal->last() >= 6);
}

TEST_CASE("a reader that may have lost what it had gets again all that is still there") {
  SteadyJournalBench bench;
  for (int i = 1; i <= 4; ++i) REQUIRE(bench.append(i));
  bench.drain(JournalReader::hot);
  bench.journal->passed(JournalReader::persistent, 2);
  bench.journal->rewind(JournalReader::hot, bench.journal->place(JournalReader::persistent));
  CHECK(bench.drain(JournalReader::hot) == facts_from_to(3, 4));
  bench.journal->rewind(JournalReader::hot, 100);
  CHECK(bench.drain(JournalReader::hot).empty());
}

TEST_CASE("what memory has handed on is given again, also by the file once it takes records") {
  SteadyJournalBench bench({.keep = std::chrono::hours(1)});
  const auto hand_on = [&] {
    CHECK(bench.drain(JournalReader::hot) == facts_from_to(1, 3));
    CHECK(bench.drain(JournalReader::persistent) == facts_from_to(1, 3));
    CHECK(bench.journal->facts_in_memory() == 0);
  };
  const auto lose = [&] {
    bench.journal->rewind(JournalReader::hot, 0);
    bench.journal->rewind(JournalReader::persistent, 0);
  };
  {
    const FileSizeLimit full(kNothing);
    for (int i = 1; i <= 3; ++i) REQUIRE(bench.append(i));
    hand_on();
    lose();
    hand_on();
    for (int i = 0; i < 20; ++i) bench.journal->tick();
  }
  bench.tick_until_on_disk();
  CHECK(bench.journal->place(JournalReader::hot) == 3);
  lose();
  hand_on();
}

}  // namespace greycache
