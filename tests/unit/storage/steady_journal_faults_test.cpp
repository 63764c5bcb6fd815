// Shows what a journal's readers get while its file fails in ways that a real disk seldom does.
#include <doctest/doctest.h>

#include <memory>
#include <vector>

#include "greycache/memory/memory_journal.h"
#include "greycache/storage/steady_journal.h"
#include "tests/contract/example_facts.h"

namespace greycache::steady_journal_faults_test {

namespace {

const StoreError kIoError{StoreError::Kind::unavailable, "an I/O error"};

std::vector<Fact> record(int number) {
  return {connect_fact("192.0.2", "n" + std::to_string(number), "example.com", "r@example.net",
                       kTestTime)};
}

// A file that fails as a test wants.
class FailingFile final : public MemoryJournal {
 public:
  FailingFile() : MemoryJournal(1000, 0, Passed::stay) {}

  StoreResult<JournalSequence> append(std::span<const Fact> facts) override {
    if (takes) return MemoryJournal::append(facts);
    if (takes_effect) static_cast<void>(MemoryJournal::append(facts));
    unknown_ += takes_effect ? 1 : 0;
    return tl::make_unexpected(kIoError);
  }
  StoreResult<Chunk> next(JournalReader reader, std::size_t facts) override {
    if (readable) return MemoryJournal::next(reader, facts);
    return tl::make_unexpected(kIoError);
  }
  // As it knows it: what a failed write left is found by reopen().
  JournalSequence last() const override { return MemoryJournal::last() - unknown_; }
  StoreResult<void> reopen() {
    unknown_ = 0;
    return {};
  }

  bool readable = true;
  bool takes = true;
  bool takes_effect = false;  // a write that fails

 private:
  JournalSequence unknown_ = 0;
};

struct Bench {
  StoreResult<JournalSequence> append(int number) { return journal.append(record(number)); }
  // From then on the file takes nothing.
  void fail_with_effect(int number) {
    file.takes = false;
    file.takes_effect = true;
    REQUIRE(append(number));
    file.takes_effect = false;
  }
  void pass_all() {
    for (const JournalReader reader : {JournalReader::hot, JournalReader::persistent}) {
      for (auto chunk = journal.next(reader, 1); chunk && !chunk->facts.empty();
           chunk = journal.next(reader, 1)) {
        journal.passed(reader, chunk->last);
      }
    }
  }

  std::unique_ptr<FailingFile> owner = std::make_unique<FailingFile>();
  FailingFile& file = *owner;
  StoreHealth health{"journal", [](const StoreHealth::Change&) {}};
  SteadyJournal journal{std::move(owner),
                        {[this] { return file.reopen(); }, [] { return StoreResult<void>{}; }},
                        {},
                        health};
};

}  // namespace

TEST_CASE("a file that could not be read counts as read again though nobody else reads it") {
  Bench bench;
  REQUIRE(bench.append(1));
  bench.file.readable = false;
  CHECK_FALSE(bench.journal.next(JournalReader::hot, 10));
  bench.journal.tick();
  CHECK_FALSE(bench.health.up());
  bench.file.readable = true;
  bench.journal.tick();
  CHECK(bench.health.up());
}

TEST_CASE("a reader that has all of the memory lacks still what the file cannot give") {
  Bench bench;
  REQUIRE(bench.append(1));
  bench.file.readable = bench.file.takes = false;
  REQUIRE(bench.append(2));
  const auto chunk = bench.journal.next(JournalReader::hot, 10);
  REQUIRE(chunk);
  CHECK(chunk->facts == record(2));
  bench.journal.passed(JournalReader::hot, chunk->last);
  CHECK_FALSE(bench.journal.next(JournalReader::hot, 10));
  bench.file.readable = true;
  CHECK(bench.journal.next(JournalReader::hot, 10)->facts == record(1));
}

TEST_CASE("who only looks sees what waits in the file and what waits in memory") {
  Bench bench;
  REQUIRE(bench.append(1));
  REQUIRE(bench.append(2));
  const auto waiting = [&](std::size_t facts) {
    return bench.journal.look_through(JournalReader::persistent, facts);
  };
  CHECK(waiting(10)->facts.size() == 2);
  bench.file.takes = false;
  REQUIRE(bench.append(3));
  CHECK(waiting(10)->facts.size() == 3);
  CHECK(waiting(10)->last == bench.journal.last());
  // No more than is asked for, and no gap.
  CHECK(waiting(1)->last == 1);
  CHECK(waiting(2)->last == 2);
  // Whoever is given them gets them one after the other, as before.
  CHECK(bench.journal.next(JournalReader::persistent, 10)->facts.size() == 2);
  bench.file.readable = false;
  const auto lacking = waiting(10);
  CHECK((!lacking || lacking->lacks_some));
  bench.file.readable = true;
  bench.pass_all();
  CHECK(waiting(10)->facts.empty());
}

TEST_CASE("memory keeps what it has handed on for its time, and not for twice that") {
  using std::chrono::seconds;
  std::chrono::steady_clock::time_point now{};
  auto owner = std::make_unique<FailingFile>();
  owner->takes = false;
  StoreHealth health("journal", [](const StoreHealth::Change&) {});
  SteadyJournal journal(std::move(owner),
                        {[] { return StoreResult<void>{}; }, [] { return StoreResult<void>{}; }},
                        {.keep = seconds(10)}, health, [&now] { return now; });
  REQUIRE(journal.append(record(1)));
  const auto given_again_after = [&](seconds time) {
    for (const JournalReader reader : {JournalReader::hot, JournalReader::persistent}) {
      journal.passed(reader, 1);
    }
    for (seconds waited{0}; waited < time; ++waited) {
      now += seconds(1);
      journal.tick();
    }
    journal.rewind(JournalReader::hot, 0);
    return journal.next(JournalReader::hot, 10)->facts.size();
  };
  CHECK(given_again_after(seconds(10)) == 1);
  CHECK(given_again_after(seconds(20)) == 0);
}

TEST_CASE("what the file only keeps goes where it takes a record neither at first nor later") {
  auto owner = std::make_unique<FailingFile>();
  FailingFile& file = *owner;
  int trimmed = 0;
  StoreHealth health("journal", [](const StoreHealth::Change&) {});
  SteadyJournal journal(std::move(owner),
                        {[] { return StoreResult<void>{}; },
                         [&] {
                           ++trimmed;
                           return StoreResult<void>{};
                         }},
                        {}, health);
  const auto refused_at_first = [&](int number) {
    file.takes = false;
    REQUIRE(journal.append(record(number)));
  };
  refused_at_first(1);
  file.takes = true;
  for (int i = 0; i < 4; ++i) journal.tick();
  CHECK(journal.state() == SteadyJournal::State::disk);
  CHECK(trimmed == 0);
  refused_at_first(2);
  for (int i = 0; i < 4; ++i) journal.tick();
  CHECK(journal.state() == SteadyJournal::State::memory);
  CHECK(trimmed == 1);
}

TEST_CASE("a write that failed and took effect holds no reader up") {
  Bench bench;
  REQUIRE(bench.append(1));
  bench.fail_with_effect(2);
  for (int i = 0; i < 30; ++i) bench.journal.tick();  // the file is opened again, and takes nothing
  std::vector<Fact> all;
  for (int chunks = 0; chunks < 10; ++chunks) {
    const auto chunk = bench.journal.next(JournalReader::hot, 1);
    REQUIRE(chunk);
    if (chunk->facts.empty()) break;
    all.insert(all.end(), chunk->facts.begin(), chunk->facts.end());
    bench.journal.passed(JournalReader::hot, chunk->last);
  }
  CHECK(bench.journal.place(JournalReader::hot) == bench.journal.last());
  CHECK(merged(all).size() == 2);
}

TEST_CASE("after a write that failed and took effect a reader gets again all that is kept") {
  Bench bench;
  REQUIRE(bench.append(1));
  bench.pass_all();
  bench.fail_with_effect(2);
  bench.file.takes = true;
  for (int i = 0; i < 30; ++i) bench.journal.tick();
  REQUIRE(bench.journal.state() == SteadyJournal::State::disk);
  bench.pass_all();
  bench.journal.rewind(JournalReader::persistent, 0);
  const auto again = bench.journal.next(JournalReader::persistent, 10);
  REQUIRE(again);
  CHECK(merged(again->facts) == merged({record(1).front(), record(2).front()}));
}

TEST_CASE("a write that failed and took effect takes no record from a reader that was reading") {
  Bench bench;
  REQUIRE(bench.append(1));
  REQUIRE(bench.append(2));
  const auto under_way = bench.journal.next(JournalReader::hot, 1);
  REQUIRE(under_way);
  REQUIRE(under_way->facts == record(1));
  bench.fail_with_effect(3);
  for (int i = 0; i < 30; ++i) bench.journal.tick();  // the file is opened again, and takes nothing
  bench.journal.passed(JournalReader::hot, under_way->last);
  const auto then = bench.journal.next(JournalReader::hot, 1);
  REQUIRE(then);
  CHECK(then->facts == record(2));
}

TEST_CASE("a reader that got the memory first has nothing of the file when the one moves there") {
  Bench bench;
  REQUIRE(bench.append(1));
  bench.file.readable = bench.file.takes = false;
  REQUIRE(bench.append(2));
  const auto chunk = bench.journal.next(JournalReader::persistent, 10);
  REQUIRE(chunk);
  CHECK(chunk->facts == record(2));
  CHECK(chunk->lacks_some);
  bench.file.readable = bench.file.takes = true;
  // Somebody may look before it is passed.
  const auto seen = bench.journal.next(JournalReader::persistent, 10);
  REQUIRE(seen);
  CHECK(seen->facts == record(1));
  CHECK_FALSE(seen->lacks_some);
  for (int i = 0; i < 8; ++i) bench.journal.tick();
  REQUIRE(bench.journal.state() == SteadyJournal::State::disk);
  bench.journal.passed(JournalReader::persistent, chunk->last);
  const auto left = bench.journal.next(JournalReader::persistent, 10);
  REQUIRE(left);
  std::vector<Fact> both = record(1);
  both.push_back(record(2).front());
  CHECK(left->facts == both);
  bench.journal.passed(JournalReader::persistent, left->last);
  CHECK(bench.journal.place(JournalReader::persistent) == bench.journal.last());
}

}  // namespace greycache::steady_journal_faults_test
