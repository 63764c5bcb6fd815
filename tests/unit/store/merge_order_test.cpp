// Shows that stores come to the same state in whatever order, how often and in what pieces the
// changes of several hosts reach them.
#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "greycache/memory/memory_hot_store.h"
#include "greycache/sqlite/sqlite_store.h"
#include "tests/contract/example_facts.h"
#include "tests/unit/temporary_directory.h"

namespace greycache {

namespace {

constexpr UnixTime kNow = kTestTime;
constexpr UnixTime kConnectAge = 1000;
constexpr UnixTime kAwlAge = 5000;
constexpr Ages kAges{kConnectAge, kAwlAge, kAwlAge};
const Cutoffs kCutoffs = Instant{kNow, kAges}.cutoffs();
constexpr int kSources = 4;
// Of the default of a million, a table each: malloc fills them all under meson test.
const MemoryLimits kRoomEnough{.entries = 10'000};

using Batch = std::vector<Fact>;

class Chance {
 public:
  explicit Chance(unsigned seed) : engine_(seed) {}
  // 0 to `end` - 1.
  int below(int end) { return std::uniform_int_distribution<int>(0, end - 1)(engine_); }
  template <typename Range>
  void shuffle(Range& range) {
    std::shuffle(range.begin(), range.end(), engine_);
  }

 private:
  std::mt19937 engine_;
};

// Few names, so that hosts often mean the same; times on both sides of the ages.
Fact any_fact(Chance& chance) {
  const std::string src = "192.0.2." + std::to_string(chance.below(kSources));
  const std::string name = "n" + std::to_string(chance.below(3));
  const std::string domain = "d" + std::to_string(chance.below(2)) + ".example";
  const UnixTime last = kNow - chance.below(2 * kAwlAge);
  switch (chance.below(4)) {
    case 3:
      return correspondent_fact("to:" + name + "@here.example", name, domain,
                                last - chance.below(100), last);
    case 0:
      return from_awl_fact(src, name, domain, last - chance.below(100), last);
    case 1:
      return domain_awl_fact(src, domain, last - chance.below(100), last);
    default:
      return connect_fact(src, name, domain, "r", kNow - chance.below(2 * kConnectAge));
  }
}

// What the hosts have acknowledged, each in its journal's order.
std::vector<Batch> history(Chance& chance) {
  std::vector<Batch> batches(20);
  for (Batch& batch : batches) {
    for (int i = chance.below(6); i >= 0; --i) batch.push_back(any_fact(chance));
  }
  return batches;
}

// As a store gets them: in another order, some twice, some as two pieces, some joined.
std::vector<Batch> deliveries(std::vector<Batch> batches, Chance& chance) {
  const std::size_t count = batches.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (chance.below(3) == 0) batches.push_back(batches[i]);
    // A delivery of which only the beginning arrived, and which is made again later.
    if (chance.below(3) == 0) batches.push_back({batches[i].front()});
    if (chance.below(4) == 0) {
      Batch& other = batches[static_cast<std::size_t>(chance.below(static_cast<int>(count)))];
      const Batch joined = batches[i];
      other.insert(other.end(), joined.begin(), joined.end());
    }
  }
  for (Batch& batch : batches) chance.shuffle(batch);
  chance.shuffle(batches);
  return batches;
}

// What counts at kNow, by the rules of fact.h alone. Memory takes no AWL entry that is expired,
// the persistent store merges its first_seen.
Batch expected(const std::vector<Batch>& batches, bool memory) {
  Batch all;
  for (const Batch& batch : batches) {
    for (const Fact& fact : batch) {
      const bool dropped = memory || fact.kind == FactKind::connect;
      if (!dropped || !expired(fact, kCutoffs)) all.push_back(fact);
    }
  }
  all = merged(std::move(all));
  std::erase_if(all, [](const Fact& fact) { return expired(fact, kCutoffs); });
  return all;
}

std::vector<std::string> all_sources() {
  std::vector<std::string> sources;
  for (int i = 0; i < kSources; ++i) sources.push_back("192.0.2." + std::to_string(i));
  for (int i = 0; i < 3; ++i) sources.push_back("to:n" + std::to_string(i) + "@here.example");
  return sources;
}

Batch state_of(SqliteStore& store) {
  const auto loaded = store.load(all_sources(), kCutoffs, 1000);
  REQUIRE(loaded.has_value());
  Batch all;
  for (const SourceFacts& source : *loaded) {
    all.insert(all.end(), source.facts.begin(), source.facts.end());
  }
  return merged(std::move(all));
}

Batch state_of(MemoryHotStore& store) {
  Batch all;
  for (const std::string& src : all_sources()) {
    const Keys keys{src, "n", "d", "n", "r"};
    std::vector<Fact> of_source;
    const std::vector<LookUp> asked{{&keys, &of_source}};
    std::vector<KnownEntries> found(1);
    store.look_up(asked, {kNow, kAges}, found, [](StoreResult<void>) {});
    all.insert(all.end(), of_source.begin(), of_source.end());
  }
  std::erase_if(all, [](const Fact& fact) { return expired(fact, kCutoffs); });
  return merged(std::move(all));
}

}  // namespace

TEST_CASE("the persistent store's state does not depend on order, repetition and pieces") {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    Chance chance(seed);
    const auto batches = history(chance);
    const TemporaryDirectory directory;
    SqliteStore store(directory.path(), Durability::process);
    REQUIRE(store.open());
    for (const Batch& batch : deliveries(batches, chance)) REQUIRE(store.merge(batch));
    CHECK(state_of(store) == expected(batches, false));
  }
}

TEST_CASE("the hot store's state does not depend on order, repetition and pieces") {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    Chance chance(seed);
    const auto batches = history(chance);
    MemoryHotStore store(kRoomEnough);
    for (const Batch& batch : deliveries(batches, chance)) {
      store.replay(batch, {kNow, kAges}, [](StoreResult<void>) {});
    }
    CHECK(state_of(store) == expected(batches, true));
  }
}

TEST_CASE("hosts that were cut off from each other agree once each has what the other had") {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    Chance chance(seed);
    const auto ours = history(chance);
    const auto theirs = history(chance);
    MemoryHotStore here(kRoomEnough);
    MemoryHotStore there(kRoomEnough);
    const auto give = [&chance](MemoryHotStore& store, const std::vector<Batch>& batches) {
      for (const Batch& batch : deliveries(batches, chance)) {
        store.replay(batch, {kNow, kAges}, [](StoreResult<void>) {});
      }
    };
    give(here, ours);
    give(there, theirs);
    give(here, theirs);
    give(there, ours);
    CHECK(state_of(here) == state_of(there));
  }
}

}  // namespace greycache
