// Shows that expired entries are deleted, and what is told where they cannot be.
#include "greycache/storage/cleaner.h"

#include <doctest/doctest.h>

#include <atomic>

#include "tests/contract/example_facts.h"
#include "tests/unit/storage/opt_bench.h"

namespace greycache::cleaner_test {

namespace {

using namespace std::chrono_literals;
using Job = BackgroundJob;

struct Bench : OptBench<> {
  bool fails(Job job) const { return jobs.of(job).failing; }
  std::int64_t failures(Job job) const { return jobs.of(job).failures; }
  // Turns the loop until the store was asked so often more.
  bool asked_more(int times) {
    const int before = store.expiries;
    return turn_until([&] { return store.expiries >= before + times; });
  }

  bool up = true;
  std::atomic<std::size_t> in_vain{0};  // counted by the worker's thread
  std::size_t deleted = 0;
  BackgroundJobs jobs;
  Cleaner cleaner{
      loop,
      worker,
      {.interval = 5ms, .pause = 1ms},
      {[] {
         return Cutoffs{kTestTime, kTestTime};
       },
       [this] { return up; }, [this](const std::vector<Fact>& facts) { in_vain += facts.size(); },
       [this](const Cleaner::Round& round) { deleted += round.deleted; }},
      jobs};
};

}  // namespace

TEST_CASE("what has expired is deleted in batches, round after round") {
  Bench bench;
  for (int i = 0; i < 1000; ++i) {
    bench.store.put(
        connect_fact("192.0.2", "n" + std::to_string(i), "example.com", "r@example.net", 1));
  }
  REQUIRE(bench.turn_until([&] { return bench.deleted == 1000; }));
  CHECK(bench.in_vain == 1000);
  bench.store.put(connect_fact("192.0.2", "a", "example.com", "r@example.net", 1));
  CHECK(bench.turn_until([&] { return bench.deleted == 1001; }));
}

TEST_CASE("a deletion that is refused is reported, tried again, and reported when it succeeds") {
  Bench bench;
  bench.store.put(connect_fact("192.0.2", "a", "example.com", "r@example.net", 1));
  bench.store.expiry_refused = true;
  REQUIRE(bench.turn_until([&] { return bench.failures(Job::cleaning) >= 3; }));
  CHECK(bench.fails(Job::cleaning));
  CHECK(bench.jobs.of(Job::cleaning).reason == "permission denied for a test");
  CHECK_FALSE(bench.fails(Job::partitions));
  bench.store.expiry_refused = false;
  CHECK(bench.turn_until([&] { return !bench.fails(Job::cleaning) && bench.deleted == 1; }));
}

TEST_CASE("an upkeep of partitions that is refused is reported by itself") {
  Bench bench;
  bench.store.upkeep_refused = true;
  REQUIRE(bench.turn_until([&] { return bench.fails(Job::partitions); }));
  CHECK(bench.jobs.of(Job::partitions).reason == "no partitions for a test");
  CHECK_FALSE(bench.fails(Job::cleaning));
  bench.store.upkeep_refused = false;
  CHECK(bench.turn_until([&] { return !bench.fails(Job::partitions); }));
}

TEST_CASE("that the store is away is told by itself, and its cleaning goes on afterwards") {
  Bench bench;
  bench.up = false;
  bench.store.away = true;
  REQUIRE(bench.asked_more(3));
  CHECK_FALSE(bench.fails(Job::cleaning));
  bench.store.put(connect_fact("192.0.2", "a", "example.com", "r@example.net", 1));
  bench.store.away = false;
  bench.up = true;
  CHECK(bench.turn_until([&] { return bench.deleted == 1; }));
}

TEST_CASE("a reload every millisecond puts no cleaning off") {
  Bench bench;
  const int before = bench.store.expiries;
  int reloads = 0;
  REQUIRE(bench.turn_until([&] {
    bench.cleaner.set_interval(++reloads % 2 == 0 ? 5ms : 6ms);
    return bench.store.expiries >= before + 3;
  }));
}

}  // namespace greycache::cleaner_test
