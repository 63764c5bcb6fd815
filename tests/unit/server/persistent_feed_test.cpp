// Tests of what the persistent store gets, and from where.
#include "greycache/server/persistent_feed.h"

#include <doctest/doctest.h>

#include <limits>

#include "greycache/memory/memory_journal.h"
#include "greycache/server/steady_journal.h"
#include "tests/unit/server/held_store.h"

using namespace greycache;

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

Fact fact(int number) {
  return {FactKind::connect,
          "192.0.2",
          "n" + std::to_string(number),
          "d.example",
          "bob@here.example",
          100,
          100};
}

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
struct FeedOf {
  template <typename... Arguments>
  explicit FeedOf(Arguments&&... arguments) : journal(std::forward<Arguments>(arguments)...) {}

  bool writes_all() {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!feed.idle() && std::chrono::steady_clock::now() < end) {
      feed.dispatch({});
      loop.run_once(false);
    }
    return feed.idle();
  }
  void append(int number) {
    const std::vector<Fact> facts{fact(number)};
    const auto sequence = journal.append(facts);
    REQUIRE(sequence.has_value());
    feed.appended(*sequence, facts);
  }

  EventLoop loop;
  Log journal;
  StoreHealth health{"persistent", [](const StoreHealth::Change&) {}};
  std::unique_ptr<HeldStore> owned_store = std::make_unique<HeldStore>();
  HeldStore& store = *owned_store;
  Worker worker{loop, std::move(owned_store)};
  PersistentFeed feed{
      loop,
      worker,
      journal,
      health,
      {.batch = 1, .delay = std::chrono::milliseconds(1), .in_memory = 5},
      [](const std::vector<std::string>&, StoreResult<std::vector<SourceFacts>>) {}};
};

struct Feed : FeedOf<JoinedJournal> {
  Feed() : FeedOf(std::size_t{100}) {}
};

}  // namespace

TEST_CASE("feed: what was just journalled is written without being read back") {
  Feed bench;
  REQUIRE(bench.writes_all());
  bench.journal.reads = 0;
  for (int i = 0; i < 5; ++i) bench.append(i);
  REQUIRE(bench.writes_all());
  CHECK(bench.store.facts().size() == 5);
  CHECK(bench.journal.reads == 0);
}

TEST_CASE("feed: what is too much for memory is read from the journal") {
  Feed bench;
  for (int i = 0; i < 8; ++i) bench.append(i);
  REQUIRE(bench.writes_all());
  CHECK(bench.store.facts().size() == 8);
  CHECK(bench.journal.reads > 0);
}

TEST_CASE("feed: records that the journal has joined are handed on to the end") {
  Feed bench;
  REQUIRE(bench.writes_all());
  for (int i = 0; i < 5; ++i) bench.append(i);
  bench.journal.joined = true;
  REQUIRE(bench.writes_all());
  CHECK(bench.store.facts().size() == 5);
}

TEST_CASE("feed: records that a full disk made the journal number anew are written, each of them") {
  auto owner = std::make_unique<FullJournal>(std::size_t{100});
  FullJournal& file = *owner;
  StoreHealth journal_health{"journal", [](const StoreHealth::Change&) {}};
  const auto nothing = [] { return StoreResult<void>(); };
  FeedOf<SteadyJournal> bench(std::move(owner), SteadyJournal::Upkeep{nothing, nothing},
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
