// Shows the change between Redis and its stand-in: what the journal owes Redis when it is back.
#include "greycache/storage/hot_tier.h"

#include <doctest/doctest.h>

#include "greycache/memory/memory_hot_store.h"
#include "greycache/memory/memory_journal.h"
#include "tests/contract/example_facts.h"

namespace greycache::hot_tier_test {

using namespace std::chrono_literals;

namespace {

const Instant kAt{kTestTime, {1000, 1000}};

// A hot store whose replies come when a test says so, as those of a server do.
class SlowStore final : public HotStore {
 public:
  std::optional<KnownEntries> peek(const Keys&, const Ages&) override { return std::nullopt; }
  void look_up(std::span<const LookUp>, const Instant&, std::span<KnownEntries>,
               LookUpDone done) override {
    done(reply());
  }
  void apply(std::span<const Fact> facts, const Instant&, WriteDone done) override {
    if (!away) applied.insert(applied.end(), facts.begin(), facts.end());
    done(reply());
  }
  void fill(std::span<const SourceFacts>, const Instant&) override {}
  void replay(std::span<const Fact> facts, const Instant&, WriteDone done) override {
    replayed.insert(replayed.end(), facts.begin(), facts.end());
    replies.push_back(std::move(done));
  }
  // It loses something all the time.
  void ask_losses(std::function<void(StoreResult<std::string>)> done) override {
    done(std::to_string(++losses));
  }
  void confirm(std::span<const Fact> facts, const Instant&, WriteDone done) override {
    looked_for.insert(looked_for.end(), facts.begin(), facts.end());
    replies.push_back(std::move(done));
  }
  std::string history() const override { return serves; }
  void probe(WriteDone done) override {
    ++probes;
    done(busy ? busy_reply() : reply());
  }
  void distrust(WriteDone done) override {
    ++distrusts;
    done(reply());
  }
  static StoreResult<void> busy_reply() {
    return tl::make_unexpected(StoreError{StoreError::Kind::contention, "busy for a test"});
  }
  StoreResult<void> reply() const {
    if (busy) return busy_reply();
    if (!away) return {};
    return tl::make_unexpected(StoreError{StoreError::Kind::unavailable, "away for a test"});
  }
  // And what looks for facts.
  void answer_replays() {
    for (auto& done : std::exchange(replies, {})) done(reply());
  }

  bool away = false;
  bool busy = false;  // answers so though it is connected
  std::string serves;
  int probes = 0;
  int distrusts = 0;
  int losses = 0;
  std::vector<Fact> applied;
  std::vector<Fact> replayed;
  std::vector<Fact> looked_for;
  std::vector<WriteDone> replies;
};

// Tells how far it was rewound.
class NotedJournal final : public MemoryJournal {
 public:
  using MemoryJournal::MemoryJournal;
  void rewind(JournalReader reader, JournalSequence after) override {
    rewound_to = after;
    MemoryJournal::rewind(reader, after);
  }
  JournalSequence rewound_to = -1;
};

struct Bench {
  void change(const Fact& fact) {
    const std::vector<Fact> facts{fact};
    tier.apply(facts, *journal.append(facts), kAt);
  }
  // Comes from elsewhere; counts in `merged` once it is in.
  void merge(const Fact& fact) {
    const std::vector<Fact> facts{fact};
    tier.merge(facts, *journal.append(facts), kAt, [this] { ++merged; });
  }
  // The persistent store has the record of this fact, and those before.
  void store(const Fact& fact, JournalSequence sequence) {
    journal.passed(JournalReader::persistent, sequence);
    const std::vector<Fact> facts{fact};
    tier.confirm({sequence, {std::make_shared<const std::vector<Fact>>(facts)}}, kAt);
  }
  // Seconds of ticks.
  void wait(int seconds) {
    for (auto waited = 0ms; waited < std::chrono::seconds(seconds); waited += HotTier::kTick) {
      tier.tick(kAt);
    }
  }
  int merged = 0;
  SlowStore redis;
  NotedJournal journal{1000};
  StoreHealth health{"Redis", [](const StoreHealth::Change&) {}};
  HotTier tier{redis, [] { return std::make_unique<MemoryHotStore>(MemoryLimits{}); }, journal,
               health};
};

const Fact kFirst = connect_fact("192.0.2", "a", "example.com", "r@example.net", kTestTime);
const Fact kSecond = connect_fact("192.0.2", "b", "example.com", "r@example.net", kTestTime);

}  // namespace

TEST_CASE("a Redis that was lost gets again what the persistent store did not have by then") {
  Bench bench;
  bench.tier.primary_ready(kAt);
  bench.change(kFirst);
  bench.store(kFirst, 1);
  CHECK(bench.redis.looked_for == std::vector<Fact>{kFirst});
  CHECK_FALSE(bench.tier.idle());
  bench.redis.answer_replays();
  bench.change(kSecond);
  CHECK(bench.redis.applied == std::vector<Fact>{kFirst, kSecond});
  CHECK(bench.tier.idle());
  bench.tier.primary_lost({StoreError::Kind::unavailable, "killed"});
  CHECK(bench.tier.on_stand_in());
  bench.tier.primary_ready(kAt);
  CHECK(bench.redis.replayed == std::vector<Fact>{kSecond});
  CHECK(bench.tier.on_stand_in());
  bench.redis.answer_replays();
  CHECK_FALSE(bench.tier.on_stand_in());
  CHECK(bench.tier.idle());
}

TEST_CASE(
    "what happens while Redis is away, and while it is caught up, is replayed before its use") {
  Bench bench;
  bench.tier.primary_ready(kAt);
  bench.tier.primary_lost({StoreError::Kind::unavailable, "killed"});
  bench.change(kFirst);
  bench.tier.primary_ready(kAt);
  bench.change(kSecond);
  bench.redis.answer_replays();
  CHECK(bench.tier.on_stand_in());
  bench.redis.answer_replays();
  CHECK_FALSE(bench.tier.on_stand_in());
  CHECK(bench.redis.replayed == std::vector<Fact>{kFirst, kSecond});
  CHECK(bench.redis.applied.empty());
}

TEST_CASE("what is merged has left the journal once it is in") {
  Bench bench;
  bench.tier.primary_ready(kAt);
  bench.merge(kFirst);
  CHECK(bench.redis.replayed == std::vector<Fact>{kFirst});
  CHECK(bench.merged == 0);
  CHECK_FALSE(bench.tier.idle());
  bench.redis.answer_replays();
  CHECK(bench.merged == 1);
  CHECK(bench.tier.idle());
}

TEST_CASE("what is merged while Redis fails, or is away, it gets when it is back") {
  Bench bench;
  bench.tier.primary_ready(kAt);
  bench.merge(kFirst);
  bench.redis.away = true;
  bench.redis.answer_replays();
  CHECK(bench.merged == 1);
  CHECK(bench.tier.on_stand_in());
  bench.merge(kSecond);
  CHECK(bench.merged == 2);
  CHECK(bench.redis.replayed == std::vector<Fact>{kFirst});
  bench.redis.away = false;
  bench.tier.primary_ready(kAt);
  while (bench.tier.on_stand_in() && !bench.redis.replies.empty()) bench.redis.answer_replays();
  CHECK(bench.redis.replayed == std::vector<Fact>{kFirst, kFirst, kSecond});
  CHECK(bench.tier.idle());
}

TEST_CASE("what a Redis was not looked through for when it was lost it gets again") {
  Bench bench;
  bench.tier.primary_ready(kAt);
  for (const Fact& fact : {kFirst, kSecond, kFirst}) bench.change(fact);
  bench.store(kFirst, 1);
  bench.redis.answer_replays();
  bench.store(kSecond, 2);
  bench.tier.primary_lost({StoreError::Kind::unavailable, "killed"});
  CHECK(bench.journal.rewound_to == 1);
  // An answer that comes late says nothing.
  bench.redis.answer_replays();
  // It waits for the hand-back, and is not looked for before.
  bench.store(kFirst, 3);
  CHECK(bench.redis.looked_for == std::vector<Fact>{kFirst, kSecond});
  bench.tier.primary_lost({StoreError::Kind::unavailable, "still killed"});
  CHECK(bench.journal.rewound_to == 1);
  bench.tier.primary_ready(kAt);
  bench.redis.answer_replays();
  CHECK(bench.tier.idle());
  bench.tier.primary_lost({StoreError::Kind::unavailable, "killed"});
  CHECK(bench.journal.rewound_to == 3);
}

TEST_CASE("a Redis gets again what a process before may not have looked for") {
  NotedJournal journal{10'000};
  const std::vector<Fact> facts{kFirst};
  for (int i = 0; i < 1500; ++i) REQUIRE(journal.append(facts));
  journal.passed(JournalReader::persistent, 1400);
  SlowStore redis;
  StoreHealth health{"Redis", [](const StoreHealth::Change&) {}};
  const HotTier embedded{redis, {}, journal, health};
  CHECK(journal.rewound_to == 1400);
  const HotTier shared{redis, [] { return std::make_unique<MemoryHotStore>(MemoryLimits{}); },
                       journal, health};
  CHECK(journal.rewound_to == 400);
}

TEST_CASE("a Redis that cannot be looked through counts as one whose call failed") {
  Bench bench;
  bench.tier.primary_ready(kAt);
  bench.change(kFirst);
  bench.store(kFirst, 1);
  bench.redis.busy = true;
  bench.redis.answer_replays();
  CHECK(bench.tier.on_stand_in());
  CHECK(bench.journal.rewound_to == 0);
  bench.redis.busy = false;
  bench.wait(2);
  bench.redis.answer_replays();
  CHECK_FALSE(bench.tier.on_stand_in());
}

TEST_CASE("a Redis in use gets again what the journal still has, and stays in use") {
  Bench bench;
  bench.tier.primary_ready(kAt);
  bench.change(kFirst);
  bench.tier.give_again(kAt);
  CHECK(bench.redis.replayed == std::vector<Fact>{kFirst});
  CHECK_FALSE(bench.tier.on_stand_in());
  // Once more while the first round is under way: its end does not count for the second.
  bench.tier.give_again(kAt);
  bench.change(kSecond);
  bench.redis.answer_replays();
  CHECK(bench.redis.replayed == std::vector<Fact>{kFirst, kFirst, kSecond});
  bench.redis.answer_replays();
  CHECK(bench.redis.applied == std::vector<Fact>{kFirst, kSecond});
  CHECK(bench.tier.idle());
}

TEST_CASE("a Redis whose call failed though it is connected is used again within 2 s of its end") {
  Bench bench;
  bench.tier.primary_ready(kAt);
  bench.redis.busy = true;
  bench.change(kFirst);
  CHECK(bench.tier.on_stand_in());
  CHECK_FALSE(bench.health.up());
  bench.wait(60);
  CHECK(bench.redis.probes >= 30);
  CHECK(bench.tier.on_stand_in());
  CHECK(bench.health.outages() == 1);
  bench.redis.busy = false;
  bench.wait(2);
  bench.redis.answer_replays();
  CHECK_FALSE(bench.tier.on_stand_in());
  CHECK(bench.health.up());
  CHECK(bench.redis.replayed == std::vector<Fact>{kFirst});
}

TEST_CASE("calls that go on to fail do not put off that Redis is asked again") {
  Bench bench;
  bench.tier.primary_ready(kAt);
  bench.redis.busy = true;
  for (int i = 0; i < 8; ++i) {
    bench.tier.tick(kAt);
    std::vector<KnownEntries> found;
    bench.tier.look_up({}, kAt, found, [](const StoreResult<void>&) {});
    bench.change(kFirst);
  }
  CHECK(bench.redis.probes >= 2);
}

TEST_CASE("a replay that fails is begun again while Redis stays connected") {
  Bench bench;
  bench.change(kFirst);
  bench.tier.primary_ready(kAt);
  bench.redis.busy = true;
  bench.redis.answer_replays();
  CHECK(bench.tier.on_stand_in());
  bench.redis.busy = false;
  bench.wait(2);
  bench.redis.answer_replays();
  CHECK_FALSE(bench.tier.on_stand_in());
}

TEST_CASE("a Redis that is not connected is not asked") {
  Bench bench;
  bench.tier.primary_lost({StoreError::Kind::unavailable, "killed"});
  bench.wait(60);
  CHECK(bench.redis.probes == 0);
}

TEST_CASE("a Redis that went without records is not believed before it is used again") {
  Bench bench;
  bench.redis.serves = "0a1b2c3d";
  bench.tier.primary_ready(kAt);
  CHECK(bench.journal.history(JournalReader::hot) == "0a1b2c3d");
  bench.tier.primary_lost({StoreError::Kind::unavailable, "killed"});
  bench.change(kFirst);
  bench.journal.set_history(JournalReader::hot, Journal::kWentWithout);
  bench.redis.away = true;
  bench.tier.primary_ready(kAt);
  CHECK(bench.redis.distrusts == 1);
  CHECK(bench.journal.history(JournalReader::hot) == Journal::kWentWithout);
  bench.redis.away = false;
  bench.tier.primary_ready(kAt);
  CHECK(bench.redis.distrusts == 2);
  CHECK(bench.tier.on_stand_in());
  bench.redis.answer_replays();
  CHECK_FALSE(bench.tier.on_stand_in());
  CHECK(bench.journal.history(JournalReader::hot) == "0a1b2c3d");
}

TEST_CASE("a Redis in use that went without records is not believed any more") {
  Bench bench;
  bench.redis.serves = "0a1b2c3d";
  bench.tier.primary_ready(kAt);
  bench.journal.set_history(JournalReader::hot, Journal::kWentWithout);
  bench.tier.tick(kAt);
  CHECK(bench.redis.distrusts == 1);
  CHECK_FALSE(bench.tier.on_stand_in());
  bench.wait(2);
  CHECK(bench.redis.distrusts == 1);
}

TEST_CASE(
    "a Redis that goes on from another history gets again what is kept, and is not believed") {
  Bench bench;
  bench.redis.serves = "0a1b2c3d";
  bench.tier.primary_ready(kAt);
  bench.change(kFirst);
  bench.tier.primary_lost({StoreError::Kind::unavailable, "failover"});
  bench.redis.serves = "ffff0000";
  bench.tier.primary_ready(kAt);
  CHECK(bench.redis.distrusts == 1);
  CHECK(bench.redis.replayed == std::vector<Fact>{kFirst});
}

TEST_CASE("Redis is not believed before the journal of the process before can be read") {
  class Unreadable final : public MemoryJournal {
   public:
    using MemoryJournal::MemoryJournal;
    StoreResult<Chunk> next(JournalReader reader, std::size_t facts) override {
      if (readable) return MemoryJournal::next(reader, facts);
      return tl::make_unexpected(StoreError{StoreError::Kind::unavailable, "for a test"});
    }
    bool readable = false;
  };
  Unreadable journal(1000);
  SlowStore redis;
  StoreHealth health("Redis", [](const StoreHealth::Change&) {});
  HotTier tier(
      redis, [] { return std::make_unique<MemoryHotStore>(MemoryLimits{}); }, journal, health);
  tier.primary_ready(kAt);
  CHECK(tier.on_stand_in());
  journal.readable = true;
  tier.tick(kAt);
  CHECK_FALSE(tier.on_stand_in());
  // Once it has had all it lacks nothing that others do not read elsewhere.
  journal.readable = false;
  tier.give_again(kAt);
  CHECK_FALSE(tier.on_stand_in());
}

TEST_CASE("it is settled whether Redis can be used once it is ready or lost") {
  Bench ready;
  CHECK_FALSE(ready.tier.settled());
  ready.tier.primary_ready(kAt);
  CHECK(ready.tier.settled());
  Bench lost;
  lost.tier.primary_lost({StoreError::Kind::unavailable, "not there"});
  CHECK(lost.tier.settled());
}

}  // namespace greycache::hot_tier_test
