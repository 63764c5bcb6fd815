// Tests of what the persistent store gets, and from where.
#include "greycache/storage/persistent_feed.h"

#include <doctest/doctest.h>

#include <functional>
#include <limits>

#include "greycache/memory/memory_journal.h"
#include "greycache/storage/steady_journal.h"
#include "tests/unit/storage/held_store.h"

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
      {worker, worker},
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

namespace {

// A feed that writes and reads by connections of their own.
struct SplitFeed {
  ~SplitFeed() { writing_store.merge_hanging = reading_store.hanging = false; }

  bool run_until(const std::function<bool()>& done) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!done() && std::chrono::steady_clock::now() < end) {
      feed.dispatch({});
      loop.run_once(false);
    }
    return done();
  }
  void append(int number) {
    const std::vector<Fact> facts{fact(number)};
    const auto sequence = journal.append(facts);
    REQUIRE(sequence.has_value());
    feed.appended(*sequence, facts);
  }
  bool all_written() const { return journal.place(JournalReader::persistent) == journal.last(); }
  // The facts of the only source, or why there are none.
  StoreResult<std::vector<Fact>> read() {
    answers.clear();
    feed.want("192.0.2");
    REQUIRE(run_until([this] { return !answers.empty(); }));
    return answers.front();
  }

  EventLoop loop;
  MemoryJournal journal{100};
  std::vector<std::string> changes;
  StoreHealth health{"persistent", [this](const StoreHealth::Change& change) {
                       changes.push_back(change.up ? "up" : change.reason);
                     }};
  std::unique_ptr<HeldStore> owned_writing = std::make_unique<HeldStore>();
  std::unique_ptr<HeldStore> owned_reading = std::make_unique<HeldStore>();
  HeldStore& writing_store = *owned_writing;
  HeldStore& reading_store = *owned_reading;
  Worker writing{loop, std::move(owned_writing)};
  Worker reading{loop, std::move(owned_reading)};
  std::vector<StoreResult<std::vector<Fact>>> answers;
  PersistentFeed feed{loop,
                      {writing, reading},
                      journal,
                      health,
                      {.batch = 1,
                       .delay = std::chrono::milliseconds(1),
                       .retry_first = std::chrono::milliseconds(5),
                       .retry_most = std::chrono::milliseconds(10)},
                      [this](const auto&, StoreResult<std::vector<SourceFacts>> result) {
                        if (result) {
                          answers.emplace_back(result->front().facts);
                        } else {
                          answers.emplace_back(tl::make_unexpected(result.error()));
                        }
                      }};
};

}  // namespace

TEST_CASE("feed: who waits for a source does not wait for a batch that is being written") {
  SplitFeed bench;
  REQUIRE(bench.run_until([&] { return bench.feed.idle(); }));
  bench.writing_store.merge_hanging = true;
  bench.append(1);
  const auto answer = bench.read();
  REQUIRE(answer.has_value());
  CHECK(*answer == std::vector<Fact>{fact(1)});
  CHECK_FALSE(bench.all_written());
}

TEST_CASE("feed: what is written while a source is read is not missing in it") {
  SplitFeed bench;
  REQUIRE(bench.run_until([&] { return bench.feed.idle(); }));
  bench.reading_store.hanging = true;
  bench.feed.want("192.0.2");
  REQUIRE(bench.run_until([&] { return bench.reading_store.loads == 1; }));
  bench.append(1);
  REQUIRE(bench.run_until([&] { return bench.all_written(); }));
  CHECK(bench.writing_store.facts().size() == 1);
  // As if the reading had seen the table as it was before.
  bench.reading_store.hanging = false;
  REQUIRE(bench.run_until([&] { return !bench.answers.empty(); }));
  REQUIRE(bench.answers.front().has_value());
  CHECK(*bench.answers.front() == std::vector<Fact>{fact(1)});
  // The next reading sees what was written before it began.
  CHECK(bench.read()->empty());
}

TEST_CASE("feed: writing waits for a reading that hangs, at some point, and goes on after it") {
  SplitFeed bench;
  REQUIRE(bench.run_until([&] { return bench.feed.idle(); }));
  bench.reading_store.hanging = true;
  bench.feed.want("192.0.2");
  REQUIRE(bench.run_until([&] { return bench.reading_store.loads == 1; }));
  for (int i = 0; i < 16; ++i) {
    bench.append(i);
    REQUIRE(bench.run_until([&] { return bench.all_written(); }));
  }
  bench.append(16);
  for (int i = 0; i < 100; ++i) {
    bench.feed.dispatch({});
    bench.loop.run_once(false);
  }
  CHECK_FALSE(bench.all_written());
  bench.reading_store.hanging = false;
  REQUIRE(bench.run_until([&] { return bench.all_written(); }));
  CHECK(bench.answers.front()->size() == 17);
}

TEST_CASE("feed: a reading that fails is tried again, and tells that it works") {
  SplitFeed bench;
  REQUIRE(bench.run_until([&] { return bench.feed.idle(); }));
  bench.reading_store.away = true;
  CHECK_FALSE(bench.read().has_value());
  CHECK(bench.feed.down());
  // Nobody waits meanwhile, and what is written says nothing of reading.
  CHECK_FALSE(bench.read().has_value());
  bench.append(1);
  REQUIRE(bench.run_until([&] { return bench.all_written(); }));
  CHECK(bench.feed.down());
  bench.reading_store.away = false;
  REQUIRE(bench.run_until([&] { return !bench.feed.down(); }));
  CHECK(bench.read().has_value());
  CHECK(bench.changes == std::vector<std::string>{"away for a test", "up"});
}

TEST_CASE("feed: while the store cannot be reached at all, one connection knocks for both") {
  SplitFeed bench;
  REQUIRE(bench.run_until([&] { return bench.feed.idle(); }));
  bench.reading_store.away = true;
  CHECK_FALSE(bench.read().has_value());
  bench.writing_store.away = true;
  bench.append(1);
  REQUIRE(bench.run_until([&] { return bench.writing_store.opened >= 3; }));
  const int knocks = bench.reading_store.opened;
  REQUIRE(bench.run_until([&] { return bench.writing_store.opened >= 6; }));
  CHECK(bench.reading_store.opened == knocks);
  bench.writing_store.away = bench.reading_store.away = false;
  REQUIRE(bench.run_until([&] { return !bench.feed.down(); }));
  CHECK(bench.read().has_value());
}

TEST_CASE("feed: a server that refuses to be written to is read all the same") {
  SplitFeed bench;
  REQUIRE(bench.run_until([&] { return bench.feed.idle(); }));
  bench.writing_store.read_only = true;
  bench.append(1);
  REQUIRE(bench.run_until([&] { return bench.feed.down(); }));
  const auto answer = bench.read();
  REQUIRE(answer.has_value());
  CHECK(*answer == std::vector<Fact>{fact(1)});
}

TEST_CASE("feed: once it takes writes again, sources are read by a new connection") {
  SplitFeed bench;
  REQUIRE(bench.run_until([&] { return bench.feed.idle(); }));
  bench.writing_store.read_only = true;
  bench.append(1);
  REQUIRE(bench.run_until([&] { return bench.feed.down(); }));
  REQUIRE(bench.read().has_value());
  CHECK(bench.reading_store.opened == 0);
  bench.writing_store.read_only = false;
  REQUIRE(bench.run_until([&] { return !bench.feed.down(); }));
  REQUIRE(bench.read().has_value());
  CHECK(bench.reading_store.opened == 1);
}

TEST_CASE("feed: once all is written that writing failed for, it tells so, and only then") {
  SplitFeed bench;
  int told = 0;
  std::size_t facts_when_told = 0;
  bench.feed.set_on_caught_up([&] {
    ++told;
    facts_when_told = bench.writing_store.facts().size();
  });
  bench.append(1);
  REQUIRE(bench.run_until([&] { return bench.feed.idle(); }));
  CHECK(told == 0);
  bench.writing_store.read_only = true;
  bench.append(2);
  REQUIRE(bench.run_until([&] { return bench.feed.down(); }));
  for (int number = 3; number < 10; ++number) bench.append(number);
  CHECK(told == 0);
  bench.writing_store.read_only = false;
  REQUIRE(bench.run_until([&] { return bench.feed.idle(); }));
  CHECK(told == 1);
  CHECK(facts_when_told == 9);
  bench.append(10);
  REQUIRE(bench.run_until([&] { return bench.feed.idle(); }));
  CHECK(told == 1);
}

TEST_CASE("feed: a reading that was under way meanwhile does not spare the new connection") {
  SplitFeed bench;
  REQUIRE(bench.run_until([&] { return bench.feed.idle(); }));
  bench.writing_store.read_only = true;
  bench.append(1);
  REQUIRE(bench.run_until([&] { return bench.feed.down(); }));
  bench.reading_store.hanging = true;
  bench.feed.want("192.0.2");
  REQUIRE(bench.run_until([&] { return bench.reading_store.loads == 1; }));
  bench.writing_store.read_only = false;
  REQUIRE(bench.run_until([&] { return !bench.feed.down(); }));
  bench.reading_store.hanging = false;
  REQUIRE(bench.run_until([&] { return !bench.answers.empty(); }));
  REQUIRE(bench.read().has_value());
  CHECK(bench.reading_store.opened == 1);
}

TEST_CASE("feed: a source that was read from another server than the written one is not known") {
  SplitFeed bench;
  bench.writing_store.set_history("1/2");
  bench.reading_store.set_history("1/1");
  REQUIRE(
      bench.run_until([&] { return bench.journal.history(JournalReader::persistent) == "1/2"; }));
  CHECK_FALSE(bench.read().has_value());
  CHECK(bench.feed.down());
  bench.reading_store.set_history("1/2");
  REQUIRE(bench.run_until([&] { return !bench.feed.down(); }));
  CHECK(bench.read().has_value());
  CHECK(bench.reading_store.opened > 0);
}
