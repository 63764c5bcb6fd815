// Shows that the journal goes on in memory while the disk takes nothing, and that nothing is lost.
#include "greycache/storage/steady_journal.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>

#include "greycache/sqlite/sqlite_journal.h"
#include "tests/contract/example_facts.h"
#include "tests/unit/sqlite/file_size_limit.h"
#include "tests/unit/temporary_directory.h"

namespace greycache {

namespace {

Fact fact(int number) {
  return connect_fact("192.0.2", "n" + std::to_string(number), "example.com", "r@example.net",
                      kTestTime);
}

// A SteadyJournal on a real file, and what its health told.
struct Bench {
  enum class Start { free, held };

  explicit Bench(const SteadyJournal::Limits& limits = {}) : Bench(Start::free, limits) {}
  explicit Bench(Start start, const SteadyJournal::Limits& limits = {})
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

std::vector<Fact> facts_from_to(int first, int last) {
  std::vector<Fact> facts;
  for (int i = first; i <= last; ++i) facts.push_back(fact(i));
  return merged(std::move(facts));
}

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

// No file of this process grows any more.
constexpr rlim_t kNothing = 1;
// Far less than what SQLite's log takes before it is begun anew.
constexpr rlim_t kTiny = 128 * 1024;

}  // namespace

TEST_CASE("while the disk is full records go to memory, both readers get all, nothing is lost") {
  Bench bench;
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
  Bench bench;
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
  Bench bench;
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
  Bench bench;
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

TEST_CASE("with disk and memory full a record is refused, and taken again when a reader moved on") {
  Bench bench({.most_bytes = 1 << 20, .facts_in_memory = 2});
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

TEST_CASE("a file of journal_max bytes takes no more until its readers have moved on") {
  Bench bench({.most_bytes = 2000, .facts_in_memory = 1000});
  for (int i = 1; i <= 100; ++i) REQUIRE(bench.append(i));
  CHECK(bench.journal->state() == SteadyJournal::State::memory);
  CHECK(bench.journal->size() < 2200);
  for (int i = 0; i < 20; ++i) bench.journal->tick();
  CHECK(bench.journal->state() == SteadyJournal::State::memory);
  CHECK(bench.drain(JournalReader::hot) == facts_from_to(1, 100));
  CHECK(bench.drain(JournalReader::persistent) == facts_from_to(1, 100));
  bench.tick_until_on_disk();
}

TEST_CASE("a reader that may have lost what it had gets again all that is still there") {
  Bench bench;
  for (int i = 1; i <= 4; ++i) REQUIRE(bench.append(i));
  bench.drain(JournalReader::hot);
  bench.journal->passed(JournalReader::persistent, 2);
  bench.journal->rewind(JournalReader::hot, bench.journal->place(JournalReader::persistent));
  CHECK(bench.drain(JournalReader::hot) == facts_from_to(3, 4));
  bench.journal->rewind(JournalReader::hot, 100);
  CHECK(bench.drain(JournalReader::hot).empty());
}

TEST_CASE("what memory has handed on is given again, also by the file once it takes records") {
  Bench bench({.keep = std::chrono::hours(1)});
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

TEST_CASE("memory lets go of what it has handed on where a record needs its room") {
  Bench bench({.facts_in_memory = 3, .keep = std::chrono::hours(1)});
  const FileSizeLimit full(kNothing);
  for (int i = 1; i <= 3; ++i) REQUIRE(bench.append(i));
  bench.drain(JournalReader::hot);
  bench.drain(JournalReader::persistent);
  REQUIRE(bench.append(4));
  bench.journal->rewind(JournalReader::hot, 0);
  CHECK(bench.drain(JournalReader::hot) == facts_from_to(2, 4));
}

TEST_CASE("a directory that another process holds is waited for in memory, and told once") {
  Bench bench(Bench::Start::held);
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
  Bench bench(Bench::Start::held);
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
  Bench bench(Bench::Start::held);
  for (int i = 0; i < 8; ++i) bench.journal->tick();
  REQUIRE(bench.told.size() == 1);
  CHECK(bench.told.front().ends_with("what waits in the journal cannot be read"));
  bench.holder.reset();
  for (int i = 0; i < 4; ++i) bench.journal->tick();
  CHECK(bench.journal->knows_former());
  CHECK(bench.told == std::vector<std::string>{bench.told.front(), "+"});
}

TEST_CASE("before the end journal_max does not keep in memory what would be lost with it") {
  Bench bench({.most_bytes = 2000, .facts_in_memory = 100});
  int last = 0;
  while (bench.journal->facts_in_memory() < 5) REQUIRE(bench.append(++last));
  for (int i = 0; i < 50; ++i) bench.journal->tick();
  CHECK(bench.journal->facts_in_memory() == 5);
  bench.journal->save();
  CHECK(bench.journal->facts_in_memory() == 0);
  CHECK(bench.drain(JournalReader::persistent) == facts_from_to(1, last));
}

TEST_CASE("beyond journal_max a hot store that is away costs only itself") {
  Bench bench({.most_bytes = 20'000, .facts_in_memory = 100});
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
  Bench bench({.facts_in_memory = 100});
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
  Bench bench({.most_bytes = 2000, .facts_in_memory = 100});
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
