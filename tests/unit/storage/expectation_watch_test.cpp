// Expectations in memory follow the store, and what the store loses it gets again.
#include "greycache/storage/expectation_watch.h"

#include <doctest/doctest.h>

#include <mutex>
#include <string>

#include "tests/unit/storage/opt_bench.h"

namespace greycache::expectation_watch_test {

namespace {

constexpr ExpectationWatch::Options kFast{std::chrono::milliseconds(1)};
constexpr UnixTime kNow = 1'760'000'000;

Expectation row(std::string recipient, UnixTime until = kNow + 3600, UnixTime made_at = kNow,
                bool removed = false) {
  return {std::move(recipient), "", until, made_at, until, removed, ""};
}

struct Watched : OptBench<> {
  bool up = true;
  int changes = 0;
  UnixTime now = kNow;
  BackgroundJobs jobs;
  ExpectationWatch watch{loop,
                         worker,
                         kFast,
                         {[this] { return now; }, [this] { return up; }, [this] { ++changes; }},
                         jobs};

  void put(const Expectation& each) { (void)store.merge_expectations({&each, 1}); }
  bool expects(const std::string& recipient) const {
    return watch.known() && watch.known()->match("a@x.example", recipient, now) != nullptr;
  }
  bool begin() {
    watch.look();
    return turn_until([&] { return watch.known() != nullptr; });
  }
  bool asked_twice_more() {
    const int before = store.expectation_versions_asked;
    return turn_until([&] { return store.expectation_versions_asked >= before + 2; });
  }
  StoreResult<void> remember(const Expectation& each) {
    std::optional<StoreResult<void>> result;
    watch.remember({each}, [&](const StoreResult<void>& stored) { result = stored; });
    REQUIRE(turn_until([&] { return result.has_value(); }));
    return *result;
  }
};

}  // namespace

TEST_CASE("nothing is known before the first reading, and all after it") {
  Watched bench;
  bench.put(row("bob@here.example"));
  CHECK(bench.watch.known() == nullptr);
  CHECK_FALSE(bench.watch.tried());
  REQUIRE(bench.begin());
  CHECK(bench.watch.tried());
  CHECK(bench.expects("bob@here.example"));
  CHECK(bench.changes == 1);
}

TEST_CASE("a change by another host counts after the next look, and only then is anything read") {
  Watched bench;
  REQUIRE(bench.begin());
  const int readings = bench.store.expectation_readings;
  REQUIRE(bench.asked_twice_more());
  CHECK(bench.store.expectation_readings == readings);
  bench.put(row("bob@here.example"));
  REQUIRE(bench.turn_until([&] { return bench.expects("bob@here.example"); }));
  bench.put(row("bob@here.example", kNow + 3600, kNow + 1, true));
  REQUIRE(bench.turn_until([&] { return !bench.expects("bob@here.example"); }));
}

TEST_CASE("what is remembered is in the store and counts here at once") {
  Watched bench;
  REQUIRE(bench.begin());
  CHECK(bench.remember(row("bob@here.example")).has_value());
  CHECK(bench.store.expectations() == 1);
  CHECK(bench.expects("bob@here.example"));
}

TEST_CASE("what is made counts after what another host has just written, of the same second too") {
  Watched bench;
  REQUIRE(bench.begin());
  const auto make = [](const Expectation*) { return row("bob@here.example"); };
  std::optional<ExpectationChanged> changed;
  const auto change = [&] {
    changed.reset();
    bench.watch.change({"bob@here.example", "", make}, [&](const auto& result) {
      REQUIRE(result.has_value());
      changed = *result;
    });
    REQUIRE(bench.turn_until([&] { return changed.has_value(); }));
    CHECK(bench.expects("bob@here.example"));
    CHECK_FALSE(bench.store.find_expectation("bob@here.example", "")->value().removed);
  };
  SUBCASE("before it looks") {
    bench.put(row("bob@here.example", kNow + 3600, kNow + 7, true));
    change();
    CHECK(changed->row->made_at == kNow + 8);
    CHECK(changed->before->removed);
  }
  SUBCASE("in the moment between reading and writing") {
    bench.store.write_after_next_find(row("bob@here.example", kNow + 3600, kNow, true));
    change();
    CHECK(changed->row->made_at == kNow + 1);
    CHECK_FALSE(changed->before.has_value());
  }
}

TEST_CASE("what is to stay as it is is not written, and a store that is away is an error") {
  Watched bench;
  REQUIRE(bench.begin());
  const int merges = bench.store.expectation_merges_tried;
  std::optional<StoreResult<ExpectationChanged>> changed;
  const auto change = [&] {
    changed.reset();
    bench.watch.change({"bob@here.example", "", [](const Expectation*) { return std::nullopt; }},
                       [&](const auto& result) { changed = result; });
    REQUIRE(bench.turn_until([&] { return changed.has_value(); }));
  };
  change();
  CHECK(changed->has_value());
  bench.store.away = true;
  change();
  CHECK_FALSE(changed->has_value());
  CHECK(bench.store.expectation_merges_tried == merges);
}

TEST_CASE("where the store is away nothing is remembered, and what was read before counts") {
  Watched bench;
  bench.put(row("bob@here.example"));
  REQUIRE(bench.begin());
  bench.store.away = true;
  const auto result = bench.remember(row("carol@here.example"));
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().kind == StoreError::Kind::unavailable);
  CHECK_FALSE(bench.expects("carol@here.example"));
  REQUIRE(bench.asked_twice_more());
  CHECK(bench.expects("bob@here.example"));
  REQUIRE(bench.turn_until([&] { return bench.jobs.of(BackgroundJob::expectations).failing; }));
  bench.store.away = false;
  REQUIRE(bench.turn_until([&] { return !bench.jobs.of(BackgroundJob::expectations).failing; }));
}

TEST_CASE("a store that is away at the start is tried until it is there") {
  Watched bench;
  bench.put(row("bob@here.example"));
  bench.store.away = true;
  bench.watch.look();
  REQUIRE(bench.turn_until([&] { return bench.watch.tried(); }));
  CHECK(bench.watch.known() == nullptr);
  bench.store.away = false;
  REQUIRE(bench.turn_until([&] { return bench.expects("bob@here.example"); }));
}

TEST_CASE("a store that cannot answer is asked ever less often, which is told once") {
  Watched bench;
  bench.put(row("bob@here.example"));
  bench.store.away = true;
  bench.watch.look();
  const auto begun = std::chrono::steady_clock::now();
  REQUIRE(bench.turn_until([&] { return bench.store.expectation_versions_asked == 8; }));
  // 2 + 4 + ... + 128 ms.
  CHECK(std::chrono::steady_clock::now() - begun >= std::chrono::milliseconds(250));
  CHECK(bench.jobs.of(BackgroundJob::expectations).failing);
  bench.store.away = false;
  SUBCASE("but for an operator, whom it has just answered") {
    CHECK(bench.remember(row("carol@here.example")).has_value());
  }
  SUBCASE("but where it was away meanwhile") {
    bench.up = false;
    for (int i = 0; i < 10; ++i) {
      std::this_thread::yield();
      bench.loop.run_once(false);
    }
    bench.up = true;
  }
  REQUIRE(bench.turn_until([&] { return bench.expects("bob@here.example"); }));
  const int asked = bench.store.expectation_versions_asked;
  REQUIRE(bench.asked_twice_more());
  CHECK(asked <= 12);
  CHECK_FALSE(bench.jobs.of(BackgroundJob::expectations).failing);
}

TEST_CASE("nobody asks a store that others have found away") {
  Watched bench;
  bench.up = false;
  bench.watch.look();
  for (int i = 0; i < 100; ++i) bench.loop.run_once(false);
  CHECK(bench.store.expectation_versions_asked == 0);
  CHECK(bench.watch.tried());
}

TEST_CASE("a store that has lost its last commits gets them again, removals too") {
  Watched bench;
  REQUIRE(bench.begin());
  REQUIRE(bench.remember(row("bob@here.example")).has_value());
  REQUIRE(bench.remember(row("gone@here.example")).has_value());
  REQUIRE(bench.remember(row("gone@here.example", kNow + 3600, kNow + 1, true)).has_value());
  REQUIRE(bench.asked_twice_more());
  bench.store.lose_expectations();
  bench.put(row("gone@here.example"));
  REQUIRE(bench.turn_until([&] { return bench.store.expectations() == 2; }));
  REQUIRE(bench.asked_twice_more());
  CHECK(bench.expects("bob@here.example"));
  CHECK_FALSE(bench.expects("gone@here.example"));
  // And then there is nothing more to give back.
  REQUIRE(bench.asked_twice_more());
  const int merges = bench.store.expectation_merges;
  REQUIRE(bench.asked_twice_more());
  CHECK(bench.store.expectation_merges == merges);
}

TEST_CASE("what could not be given back is given back later") {
  Watched bench;
  REQUIRE(bench.begin());
  REQUIRE(bench.remember(row("bob@here.example")).has_value());
  REQUIRE(bench.asked_twice_more());
  bench.store.read_only = true;
  bench.store.lose_expectations();
  REQUIRE(bench.asked_twice_more());
  CHECK(bench.expects("bob@here.example"));
  CHECK(bench.store.expectations() == 0);
  bench.store.read_only = false;
  REQUIRE(bench.turn_until([&] { return bench.store.expectations() == 1; }));
}

TEST_CASE("a store that takes nothing for now is not read and written at each look") {
  Watched bench;
  REQUIRE(bench.begin());
  REQUIRE(bench.remember(row("bob@here.example")).has_value());
  REQUIRE(bench.remember(row("old@here.example", kNow + 10)).has_value());
  REQUIRE(bench.asked_twice_more());
  bench.store.read_only = true;
  bench.store.lose_expectations();
  bench.now = kNow + 11 + ExpectationWatch::kKept;
  REQUIRE(bench.asked_twice_more());
  const int readings = bench.store.expectation_readings;
  const int tried = bench.store.expectation_merges_tried + bench.store.forgettings;
  for (int i = 0; i < 10; ++i) REQUIRE(bench.asked_twice_more());
  CHECK(bench.store.expectation_readings == readings);
  CHECK(bench.store.expectation_merges_tried + bench.store.forgettings <= tried + 10);
}

TEST_CASE("what is over is given back to nobody, and deleted a day later") {
  Watched bench;
  REQUIRE(bench.begin());
  REQUIRE(bench.remember(row("bob@here.example", kNow + 10)).has_value());
  bench.now = kNow + 10;
  CHECK_FALSE(bench.expects("bob@here.example"));
  bench.now = kNow + 10 + ExpectationWatch::kKept;
  REQUIRE(bench.asked_twice_more());
  CHECK(bench.store.expectations() == 1);
  ++bench.now;
  REQUIRE(bench.turn_until([&] { return bench.store.expectations() == 0; }));
  REQUIRE(bench.turn_until([&] { return bench.watch.known()->empty(); }));
}

TEST_CASE("a watch that follows another begins with what that one knew") {
  Watched first;
  first.put(row("bob@here.example"));
  REQUIRE(first.begin());
  Watched second;
  second.watch.begin_with(first.watch.known(), false);
  CHECK_FALSE(second.watch.complete());
  CHECK(second.expects("bob@here.example"));
  second.watch.look();
  // Its store lacks it, and gets it.
  REQUIRE(second.turn_until([&] { return second.store.expectations() == 1; }));
  CHECK(second.watch.complete());
}

TEST_CASE("what is known is kept for another process before anybody hears of it") {
  OptBench<> bench;
  BackgroundJobs jobs;
  std::mutex mutex;
  std::size_t kept = 99;
  const auto keep = [&](const Expectations& rows) {
    const std::lock_guard lock(mutex);
    kept = rows.size();
  };
  ExpectationWatch watch(bench.loop, bench.worker, kFast,
                         {[] { return kNow; }, [] { return true; }, [] {}, keep}, jobs);
  watch.look();
  const auto kept_are = [&](std::size_t count) {
    const std::lock_guard lock(mutex);
    return kept == count;
  };
  REQUIRE(bench.turn_until([&] { return watch.known() != nullptr && kept_are(0); }));
  bool told = false;
  watch.remember({row("bob@here.example")}, [&](const auto&) {
    told = true;
    CHECK(kept_are(1));
  });
  REQUIRE(bench.turn_until([&] { return told; }));
  const Expectation other = row("carol@here.example");
  (void)bench.store.merge_expectations({&other, 1});
  REQUIRE(bench.turn_until([&] { return kept_are(2); }));
}

}  // namespace greycache::expectation_watch_test
