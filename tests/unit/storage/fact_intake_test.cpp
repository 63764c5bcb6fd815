// Shows that facts of who moves in go the way of every change, in bounds.
#include "greycache/storage/fact_intake.h"

#include <doctest/doctest.h>

#include "greycache/memory/memory_hot_store.h"
#include "tests/contract/example_facts.h"
#include "tests/unit/storage/persistent_bench.h"

namespace greycache::fact_intake_test {

namespace {

constexpr Ages kAges{1000, 1000, 1000};

// A file that a test fills, or breaks.
class FragileJournal final : public Journal {
 public:
  StoreResult<JournalSequence> append(std::span<const Fact> facts) override {
    if (broken) {
      return tl::make_unexpected(StoreError{StoreError::Kind::read_only, "broken for a test"});
    }
    return kept_.append(facts);
  }
  StoreResult<Chunk> next(JournalReader reader, std::size_t facts) override {
    return kept_.next(reader, facts);
  }
  void passed(JournalReader reader, JournalSequence sequence) override {
    kept_.passed(reader, sequence);
  }
  void rewind(JournalReader reader, JournalSequence after) override { kept_.rewind(reader, after); }
  const std::string& history(JournalReader reader) const override { return kept_.history(reader); }
  void set_history(JournalReader reader, std::string name) override {
    kept_.set_history(reader, std::move(name));
  }
  JournalSequence last() const override { return kept_.last(); }
  JournalSequence place(JournalReader reader) const override { return kept_.place(reader); }
  std::int64_t size() const override { return bytes; }

  bool broken = false;
  std::int64_t bytes = 0;

 private:
  MemoryJournal kept_{1'000'000};
};

struct Bench {
  Bench() { hot.primary_ready(at()); }

  static Instant at() { return {kTestTime, kAges}; }
  bool run_until(const std::function<bool()>& done) { return turn_until(loop, parts, done); }
  bool all_written() const { return parts.tail.all_written(); }
  // So many different ones.
  static std::vector<Fact> slice(int first, int count) {
    std::vector<Fact> facts;
    for (int i = first; i < first + count; ++i) {
      facts.push_back(
          connect_fact("192.0.2", std::to_string(i), "d.example", "r@here.example", kTestTime));
    }
    return facts;
  }

  LibeventLoop loop;
  StoreHealth health{"journal", [](const StoreHealth::Change&) {}};
  StoreHealth store_health{"store", [](const StoreHealth::Change&) {}};
  std::unique_ptr<FragileJournal> owned_file = std::make_unique<FragileJournal>();
  FragileJournal& file = *owned_file;
  SteadyJournal journal{
      std::move(owned_file),
      {.reopen = [] { return StoreResult<void>{}; }, .trim = [] { return StoreResult<void>{}; }},
      {.most_bytes = 4000},
      health};
  MemoryHotStore memory{{}};
  HotTier hot{memory, {}, journal, health};
  std::unique_ptr<HeldStore> owned_store = std::make_unique<HeldStore>();
  HeldStore& store = *owned_store;
  ThreadWorker worker{loop, std::move(owned_store)};
  PersistentParts parts{loop, {worker, worker}, journal, store_health, {}, half};
  FactIntake intake{journal, hot, parts, [] { return at(); }};
};

}  // namespace

TEST_CASE("what is taken comes to both stores, merged with what is there") {
  Bench bench;
  const Fact known = from_awl_fact("192.0.2", "a", "d.example", kTestTime - 10, kTestTime - 5);
  bench.store.put(known);
  bench.memory.fill(std::vector<SourceFacts>{{"192.0.2", {known}}}, Bench::at());
  const auto taken = bench.intake.take(
      {from_awl_fact("192.0.2", "a", "d.example", kTestTime - 20, kTestTime - 8)});
  REQUIRE(taken);
  CHECK(taken->facts == 1);
  Keys keys;
  keys.src = "192.0.2";
  keys.sender_domain = "d.example";
  keys.sender_name = keys.awl_name = "a";
  CHECK(bench.memory.peek(keys, kAges)->from_awl == Seen{kTestTime - 20, kTestTime - 5});
  REQUIRE(bench.run_until([&] { return bench.all_written(); }));
  CHECK(bench.store.facts() == std::vector<Fact>{from_awl_fact("192.0.2", "a", "d.example",
                                                               kTestTime - 20, kTestTime - 5)});
}

TEST_CASE("what is expired is left out and counted, what lies ahead is brought back") {
  Bench bench;
  const auto taken = bench.intake.take(
      {from_awl_fact("192.0.2", "at", "d.example", 1, kTestTime - kAges.awl),
       from_awl_fact("192.0.2", "after", "d.example", 1, kTestTime - kAges.awl + 1),
       connect_fact("192.0.2", "before", "d.example", "r", kTestTime - kAges.connect - 1),
       connect_fact("192.0.2", "ahead", "d.example", "r", kTestTime + 10 * kFutureAllowed)});
  REQUIRE(taken);
  CHECK(taken->facts == 2);
  CHECK(taken->expired == 2);
  REQUIRE(bench.run_until([&] { return bench.all_written(); }));
  const auto stored = bench.store.facts();
  REQUIRE(stored.size() == 2);
  CHECK(stored[0].sender_name == "ahead");
  CHECK(stored[0].first_seen == kTestTime + kFutureAllowed);
  CHECK(stored[1].sender_name == "after");
}

TEST_CASE("there is no room while the persistent store has much to take") {
  Bench bench;
  bench.store.merge_hanging = true;
  int given = 0;
  while (bench.intake.has_room() && given < 100'000) {
    REQUIRE(bench.intake.take(Bench::slice(given, 250)));
    given += 250;
  }
  CHECK(given == FactIntake::kMostWaiting);
  bench.store.merge_hanging = false;
  REQUIRE(bench.run_until([&] { return bench.all_written(); }));
  CHECK(bench.intake.has_room());
  CHECK(bench.store.facts().size() == FactIntake::kMostWaiting);
}

TEST_CASE("there is no room while the journal is a quarter full") {
  Bench bench;
  bench.file.bytes = 999;
  CHECK(bench.intake.has_room());
  bench.file.bytes = 1000;
  CHECK_FALSE(bench.intake.has_room());
}

TEST_CASE("nothing is taken while the journal's disk takes nothing") {
  Bench bench;
  bench.file.broken = true;
  REQUIRE(bench.journal.append(Bench::slice(0, 1)));
  const auto taken = bench.intake.take(Bench::slice(1, 1));
  REQUIRE_FALSE(taken);
  CHECK(taken.error().message == "the journal's disk takes nothing (greyctl stats)");
  CHECK(bench.journal.facts_in_memory() == 1);
}

}  // namespace greycache::fact_intake_test
