// Tests of what the persistent store gets, and from where.
#include "greycache/storage/journal_writer.h"
#include "greycache/event/libevent_loop.h"
#include "greycache/storage/thread_worker.h"

#include <doctest/doctest.h>

#include <limits>

#include "greycache/memory/memory_journal.h"
#include "greycache/storage/steady_journal.h"
#include "tests/unit/storage/persistent_bench.h"

namespace greycache::journal_writer_test {

namespace {

// Has joined its records since they were appended: hands them on, and passes them, only together.
class JoinedJournal final : public MemoryJournal {
 public:
  using MemoryJournal::MemoryJournal;
  StoreResult<Chunk> next(JournalReader reader, std::size_t) override {
    ++reads;
    return MemoryJournal::next(reader, std::numeric_limits<std::size_t>::max());
  }
  void passed(JournalReader reader, JournalSequence sequence) override {
    if (!joined || sequence == last()) MemoryJournal::passed(reader, sequence);
  }
  bool joined = false;
  int reads = 0;
};

// A journal's file, for whose records there is room or not.
class FullJournal final : public MemoryJournal {
 public:
  using MemoryJournal::MemoryJournal;
  StoreResult<JournalSequence> append(std::span<const Fact> facts) override {
    if (!full) return MemoryJournal::append(facts);
    return tl::make_unexpected(StoreError{StoreError::Kind::read_only, "full for a test"});
  }
  bool full = false;
};

template <typename Log>
struct BenchOf {
  template <typename... Arguments>
  explicit BenchOf(Arguments&&... arguments) : journal(std::forward<Arguments>(arguments)...) {}

  bool writes_all() {
    return turn_until(loop, parts, [this] { return parts.idle(); });
  }
  void append(int number) { append_to(journal, parts, number); }

  LibeventLoop loop;
  Log journal;
  StoreHealth health{"persistent", [](const StoreHealth::Change&) {}};
  std::unique_ptr<HeldStore> owned_store = std::make_unique<HeldStore>();
  HeldStore& store = *owned_store;
  ThreadWorker worker{loop, std::move(owned_store)};
  PersistentParts parts{
      loop,
      {worker, worker},
      journal,
      health,
      {.writing = {.batch = 1, .delay = std::chrono::milliseconds(1)}, .in_memory = 5},
      half};
};

struct Bench : BenchOf<JoinedJournal> {
  Bench() : BenchOf(std::size_t{100}) {}
};

}  // namespace

TEST_CASE("journal writer: what was just journalled is written without being read back") {
  Bench bench;
  REQUIRE(bench.writes_all());
  bench.journal.reads = 0;
  for (int i = 0; i < 5; ++i) bench.append(i);
  REQUIRE(bench.writes_all());
  CHECK(bench.store.facts().size() == 5);
  CHECK(bench.journal.reads == 0);
}

TEST_CASE("journal writer: what is too much for memory is read from the journal") {
  Bench bench;
  for (int i = 0; i < 8; ++i) bench.append(i);
  REQUIRE(bench.writes_all());
  CHECK(bench.store.facts().size() == 8);
  CHECK(bench.journal.reads > 0);
}

TEST_CASE("journal writer: records that the journal has joined are handed on to the end") {
  Bench bench;
  REQUIRE(bench.writes_all());
  for (int i = 0; i < 5; ++i) bench.append(i);
  bench.journal.joined = true;
  REQUIRE(bench.writes_all());
  CHECK(bench.store.facts().size() == 5);
}

TEST_CASE(
    "journal writer: records that a full disk made the journal number anew are written, each of "
    "them") {
  auto owner = std::make_unique<FullJournal>(std::size_t{100});
  FullJournal& file = *owner;
  StoreHealth journal_health{"journal", [](const StoreHealth::Change&) {}};
  const auto nothing = [] { return StoreResult<void>(); };
  BenchOf<SteadyJournal> bench(std::move(owner), SteadyJournal::Upkeep{nothing, nothing},
                               SteadyJournal::Limits{}, journal_health);
  REQUIRE(bench.writes_all());
  bench.append(0);
  bench.append(1);
  file.full = true;
  bench.append(2);
  bench.append(3);
  file.full = false;
  for (int i = 0; i < 100 && bench.journal.state() != SteadyJournal::State::disk; ++i) {
    bench.journal.tick();
  }
  REQUIRE(bench.journal.state() == SteadyJournal::State::disk);
  REQUIRE(bench.writes_all());
  CHECK(bench.store.facts().size() == 4);
}

TEST_CASE(
    "journal writer: writing waits for a reading that hangs, at some point, and goes on after it") {
  SplitBench bench;
  REQUIRE(bench.run_until([&] { return bench.parts.idle(); }));
  bench.reading_store.hanging = true;
  bench.parts.loader.want("192.0.2");
  REQUIRE(bench.run_until([&] { return bench.reading_store.loads == 1; }));
  for (int i = 0; i < 16; ++i) {
    bench.append(i);
    REQUIRE(bench.run_until([&] { return bench.all_written(); }));
  }
  bench.append(16);
  for (int i = 0; i < 100; ++i) {
    bench.parts.dispatch({});
    bench.loop.run_once(false);
  }
  CHECK_FALSE(bench.all_written());
  bench.reading_store.hanging = false;
  REQUIRE(bench.run_until([&] { return bench.all_written(); }));
  CHECK(bench.answers.front()->size() == 17);
}

TEST_CASE("journal writer: it tells what the store has once that is so, whoever journalled it") {
  SplitBench bench;
  const std::vector<Fact> before{numbered_fact(0)};
  REQUIRE(bench.journal.append(before));
  std::vector<Fact> told;
  JournalSequence last = 0;
  bench.parts.writer.set_on_written([&](const JournalTail::Records& records) {
    for (const auto& record : records.facts)
      told.insert(told.end(), record->begin(), record->end());
    last = records.last;
    CHECK(bench.writing_store.facts() == told);
    CHECK(bench.parts.tail.place() == last);
  });
  REQUIRE(bench.run_until([&] { return bench.parts.idle(); }));
  bench.append(1);
  REQUIRE(bench.run_until([&] { return bench.parts.idle(); }));
  bench.writing_store.read_only = true;
  for (int number = 2; number < 10; ++number) bench.append(number);
  REQUIRE(bench.run_until([&] { return bench.down(); }));
  CHECK(told.size() == 2);
  bench.writing_store.read_only = false;
  REQUIRE(bench.run_until([&] { return bench.parts.idle(); }));
  CHECK(told.size() == 10);
  CHECK(last == 10);
}

TEST_CASE(
    "journal writer: who writes nothing sees that the store has failed over, and gives it again") {
  LibeventLoop loop;
  MemoryJournal journal(100);
  StoreHealth health("persistent", [](const StoreHealth::Change&) {});
  auto owned = std::make_unique<HeldStore>();
  HeldStore& store = *owned;
  ThreadWorker worker(loop, std::move(owned));
  PersistentParts::Options options;
  options.writing.delay = options.writing.between_histories = std::chrono::milliseconds(2);
  PersistentParts parts(loop, {worker, worker}, journal, health, options, half);
  const auto turns_until = [&](const auto& done) { return turn_until(loop, parts, done); };
  store.set_history("1/1");
  append_to(journal, parts, 1);
  REQUIRE(turns_until([&] { return parts.idle() && !store.facts().empty(); }));
  REQUIRE(turns_until([&] { return store.histories_asked > 1; }));
  CHECK(journal.history(JournalReader::persistent) == "1/1");

  bool told = false;
  parts.writer.set_on_other_history([&] { told = true; });
  store.set_history("1/2");
  store.forget();
  REQUIRE(turns_until([&] { return told && parts.idle() && !store.facts().empty(); }));
}

TEST_CASE(
    "journal writer: a store that took no writes is asked what it goes on from once it does") {
  SplitBench bench;
  bench.writing_store.read_only = true;
  bench.append(1);
  REQUIRE(bench.run_until([&] { return bench.down(); }));
  const int asked = bench.writing_store.histories_asked;
  bench.writing_store.read_only = false;
  REQUIRE(bench.run_until([&] { return !bench.down(); }));
  CHECK(bench.writing_store.histories_asked > asked);
}

}  // namespace greycache::journal_writer_test
