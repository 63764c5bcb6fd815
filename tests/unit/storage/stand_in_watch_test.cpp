// Who goes without the hot store is known to the others, and told by them once.
#include "greycache/storage/stand_in_watch.h"

#include <doctest/doctest.h>

#include <map>

#include "greycache/memory/memory_hot_store.h"
#include "greycache/memory/memory_journal.h"
#include "tests/contract/example_facts.h"
#include "tests/unit/storage/opt_bench.h"

namespace greycache::stand_in_watch_test {

namespace {

const Instant kAt{kTestTime, {1000, 1000}};
constexpr const char* kOwn = "mx1.example:/state";
constexpr const char* kOther = "mx2.example:/state";

// With the rows of several hosts, whose ages a test sets.
class SharedStore : public HeldStore {
 public:
  std::atomic<int> exchanges{0};
  std::atomic<int> forgotten{0};
  std::atomic<bool> refuses_to_forget{false};

  StoreResult<std::vector<StandIn>> exchange_stand_ins(const std::string& host,
                                                       OwnStandIn own) override {
    if (away) return error();
    const std::lock_guard lock(mutex_);
    if (own == OwnStandIn::stands) rows_[host] = {host, 1, ++last_seen_, 0};
    if (own == OwnStandIn::goes) rows_.erase(host);
    std::vector<StandIn> rows;
    for (const auto& [name, row] : rows_) rows.push_back(row);
    ++exchanges;
    return rows;
  }
  StoreResult<void> forget_stand_in(const std::string& host, std::int64_t seen) override {
    if (refuses_to_forget) return error();
    const std::lock_guard lock(mutex_);
    const auto row = rows_.find(host);
    if (row != rows_.end() && row->second.seen == seen) rows_.erase(row);
    ++forgotten;
    return {};
  }
  void set(const std::string& host, std::int64_t age) {
    const std::lock_guard lock(mutex_);
    rows_[host] = {host, 1, ++last_seen_, age};
  }
  void remove(const std::string& host) {
    const std::lock_guard lock(mutex_);
    rows_.erase(host);
  }
  bool has(const std::string& host) const {
    const std::lock_guard lock(mutex_);
    return rows_.contains(host);
  }

 private:
  static tl::unexpected<StoreError> error() {
    return tl::make_unexpected(StoreError{StoreError::Kind::unavailable, "for a test"});
  }
  mutable std::mutex mutex_;
  std::map<std::string, StandIn> rows_;
  std::int64_t last_seen_ = 0;
};

struct CountedHotStore final : MemoryHotStore {
  using MemoryHotStore::MemoryHotStore;
  void distrust(WriteDone done) override {
    ++distrusts;
    done(fails ? StoreResult<void>(
                     tl::make_unexpected(StoreError{StoreError::Kind::unavailable, "for a test"}))
               : StoreResult<void>());
  }
  int distrusts = 0;
  bool fails = false;
};

struct Watched : OptBench<SharedStore> {
  explicit Watched(std::chrono::milliseconds interval = std::chrono::milliseconds(1))
      : watch(
            loop, worker, tier,
            {.host = kOwn, .interval = interval, .given_up_after = std::chrono::seconds(600)},
            [this] { return up; }, jobs) {
    tier.primary_ready(kAt);
  }
  void lose() { tier.primary_lost({StoreError::Kind::unavailable, "killed"}); }
  // Turns the loop until the rows were read twice more.
  bool read_twice_more() {
    const int before = store.exchanges;
    return turn_until([&] { return store.exchanges >= before + 2; });
  }
  bool reaches(bool others) {
    return turn_until([&] { return tier.others_go_without() == others; });
  }

  bool up = true;
  BackgroundJobs jobs;
  CountedHotStore memory{MemoryLimits{}};
  MemoryJournal journal{1000};
  StoreHealth health{"Redis", [](const StoreHealth::Change&) {}};
  HotTier tier{memory, [] { return std::make_unique<MemoryHotStore>(MemoryLimits{}); }, journal,
               health};
  StandInWatch watch;
};

const Keys kKeys{"192.0.2", "n", "d.example", "n", "r"};
const Fact kFact = connect_fact("192.0.2", "n", "d.example", "r", kTestTime);

KnownEntries looked_up(HotTier& tier) {
  const LookUp asked{&kKeys};
  KnownEntries found;
  tier.look_up({&asked, 1}, kAt, {&found, 1}, [](const StoreResult<void>&) {});
  return found;
}

}  // namespace

TEST_CASE(
    "a host writes that it goes without at once, and removes its row once it has handed back") {
  Watched bench{std::chrono::milliseconds(60'000)};
  bench.watch.begin();
  REQUIRE(bench.turn_until([&] { return bench.store.exchanges == 1; }));
  REQUIRE(bench.turn_until([&] { return bench.watch.tried(); }));
  CHECK_FALSE(bench.store.has(kOwn));
  bench.lose();
  REQUIRE(bench.turn_until([&] { return bench.store.has(kOwn); }));
  bench.tier.primary_ready(kAt);
  REQUIRE(bench.turn_until([&] { return !bench.store.has(kOwn); }));
  CHECK(bench.watch.others().empty());
}

TEST_CASE("a row is renewed while its host goes without") {
  Watched bench;
  bench.lose();
  REQUIRE(bench.turn_until([&] { return bench.store.has(kOwn); }));
  bench.store.remove(kOwn);
  CHECK(bench.turn_until([&] { return bench.store.has(kOwn); }));
}

TEST_CASE("a row that a process before has left goes when the hot store has all") {
  Watched bench;
  bench.store.set(kOwn, 5);
  bench.watch.begin();
  CHECK(bench.turn_until([&] { return !bench.store.has(kOwn); }));
}

TEST_CASE("a row that a process before has left stays until the hot store has all") {
  Watched bench;
  bench.tier.primary_lost({StoreError::Kind::unavailable, "not there yet"});
  bench.store.set(kOwn, 5);
  bench.watch.begin();
  REQUIRE(bench.read_twice_more());
  CHECK(bench.store.has(kOwn));
}

TEST_CASE("while another host goes without, what is whole in the hot store is asked for besides") {
  Watched bench;
  bench.memory.fill(std::vector<SourceFacts>{{"192.0.2", {kFact}}}, kAt);
  bench.watch.begin();
  REQUIRE(bench.read_twice_more());
  CHECK(looked_up(bench.tier).whole());
  bench.store.set(kOther, 0);
  REQUIRE(bench.reaches(true));
  CHECK(looked_up(bench.tier).residence == Residence::large);
  CHECK(looked_up(bench.tier).connect.has_value());
  CHECK_FALSE(bench.tier.peek(kKeys, kAt.ages).has_value());
  CHECK(bench.watch.others().front().host == kOther);
  // Where it cannot be asked the hot store is believed.
  bench.up = false;
  CHECK(looked_up(bench.tier).whole());
  CHECK(bench.tier.peek(kKeys, kAt.ages).has_value());
  bench.up = true;
  bench.store.remove(kOther);
  REQUIRE(bench.reaches(false));
  CHECK(looked_up(bench.tier).whole());
}

TEST_CASE("while the store is away nothing is asked, and what was read before is kept") {
  Watched bench;
  bench.store.set(kOther, 0);
  bench.watch.begin();
  REQUIRE(bench.reaches(true));
  bench.up = false;
  bench.turn_until([&] { return false; }, std::chrono::seconds(0));
  const int exchanges = bench.store.exchanges;
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(20);
  bench.turn_until([&] { return std::chrono::steady_clock::now() > end; });
  CHECK(bench.store.exchanges <= exchanges + 1);
  CHECK(bench.tier.others_go_without());
  CHECK(bench.jobs.of(BackgroundJob::stand_ins).failures == 0);
}

TEST_CASE("a failure of the exchange is told, and its end") {
  Watched bench;
  bench.store.away = true;
  bench.watch.begin();
  REQUIRE(bench.turn_until([&] { return bench.jobs.of(BackgroundJob::stand_ins).failing; }));
  CHECK(bench.watch.tried());
  bench.store.away = false;
  CHECK(bench.turn_until([&] { return !bench.jobs.of(BackgroundJob::stand_ins).failing; }));
}

TEST_CASE("of a host that has said nothing for ten minutes all sources are read again, once") {
  Watched bench;
  bench.store.set(kOther, 599);
  bench.watch.begin();
  REQUIRE(bench.read_twice_more());
  CHECK(bench.memory.distrusts == 0);
  bench.store.refuses_to_forget = true;
  bench.store.set(kOther, 600);
  REQUIRE(bench.turn_until([&] { return bench.jobs.of(BackgroundJob::stand_ins).failures > 2; }));
  CHECK(bench.store.has(kOther));
  bench.store.refuses_to_forget = false;
  REQUIRE(bench.reaches(false));
  CHECK(bench.memory.distrusts == 1);
  CHECK_FALSE(bench.store.has(kOther));
}

TEST_CASE("a host that says something after all keeps its row") {
  Watched bench;
  bench.store.refuses_to_forget = true;
  bench.store.set(kOther, 600);
  bench.watch.begin();
  REQUIRE(bench.turn_until([&] { return bench.memory.distrusts == 1; }));
  bench.store.set(kOther, 0);
  bench.store.refuses_to_forget = false;
  REQUIRE(bench.read_twice_more());
  REQUIRE(bench.read_twice_more());
  CHECK(bench.store.has(kOther));
  CHECK(bench.tier.others_go_without());
}

TEST_CASE("the row stays where the hot store cannot be told, and with who goes without himself") {
  Watched bench;
  bench.memory.fails = true;
  bench.store.set(kOther, 600);
  bench.watch.begin();
  REQUIRE(bench.turn_until([&] { return bench.memory.distrusts == 1; }));
  CHECK(bench.tier.on_stand_in());
  REQUIRE(bench.read_twice_more());
  REQUIRE(bench.read_twice_more());
  CHECK(bench.memory.distrusts == 1);
  CHECK(bench.store.has(kOther));
}

}  // namespace greycache::stand_in_watch_test
