// The opt tables in memory follow the store.
#include "greycache/storage/opt_watch.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <charconv>

#include "tests/unit/storage/opt_bench.h"

namespace greycache::opt_watch_test {

namespace {

constexpr OptWatch::Options kFast{std::chrono::milliseconds(1)};

struct Watched : OptBench<> {
  bool up = true;
  int swaps = 0;
  BackgroundJobs jobs;
  OptWatch watch{loop, worker, kFast, [this] { return up; }, [this] { ++swaps; }, jobs};

  bool holds(OptTable table, const std::string& row) {
    return watch.lists() && watch.lists()->contains(table, row);
  }
  // Turns the loop until the version was asked for twice more: whatever changed before is known.
  bool asked_twice_more() {
    const int before = store.versions_asked;
    return turn_until([&] { return store.versions_asked >= before + 2; });
  }
};

// A table of `rows` rows that takes no memory.
class NumberedStore : public HeldStore {
 public:
  std::atomic<int> rows{1'000'000};
  std::atomic<int> pages{0};

  static std::string row_of(int number) {
    return fmt::format("user{:07}@customer.example", number);
  }

  StoreResult<void> read_opt_table(OptTable table, const std::string& after, std::size_t limit,
                                   const std::function<void(std::string_view)>& row) override {
    ++pages;
    if (table != OptTable::optout_email) return {};
    int next = 0;
    if (!after.empty()) {
      std::from_chars(after.data() + 4, after.data() + 11, next);
      ++next;
    }
    for (std::size_t i = 0; i < limit && next < rows; ++i) row(row_of(next++));
    return {};
  }
  StoreResult<std::int64_t> opt_tables_version() override { return rows.load(); }
};

// Somebody writes one row to the first and one to the last table, as one transaction, while they
// are read: between the first table and the last of the first `torn_readings` readings.
class TornStore : public HeldStore {
 public:
  std::atomic<int> torn_readings{0};
  std::atomic<int> readings{0};

  StoreResult<void> read_opt_table(OptTable table, const std::string& after, std::size_t limit,
                                   const std::function<void(std::string_view)>& row) override {
    if (table == OptTable::optout_email && ++readings <= torn_readings) {
      const std::string name = fmt::format("user{}@customer.example", readings.load());
      (void)change_opt_table(OptTable::optin_domain, name, true);
      (void)change_opt_table(OptTable::optout_email, name, true);
    }
    return HeldStore::read_opt_table(table, after, limit, row);
  }
};

struct TornReading : OptBench<TornStore> {
  BackgroundJobs jobs;
  int swaps = 0;
  bool half = false;  // lists were in use that hold one of the two rows
  OptWatch watch{loop, worker, kFast, [] { return true; }, [this] { swap(); }, jobs};

  explicit TornReading(int torn) {
    store.torn_readings = torn;
    watch.set_wanted(true);
  }
  void swap() {
    ++swaps;
    half = half || watch.lists()->size(OptTable::optin_domain) !=
                       watch.lists()->size(OptTable::optout_email);
  }
  bool holds(std::size_t rows) {
    return watch.lists() && watch.lists()->size(OptTable::optin_domain) == rows;
  }
};

// Reads of one table wait while `held` is true.
class HeldReading : public HeldStore {
 public:
  std::atomic<bool> held{false};
  std::atomic<int> readings{0};

  StoreResult<void> read_opt_table(OptTable table, const std::string& after, std::size_t limit,
                                   const std::function<void(std::string_view)>& row) override {
    if (table == OptTable::optout_email) {
      ++readings;
      held.wait(true);
    }
    return HeldStore::read_opt_table(table, after, limit, row);
  }
};

}  // namespace

TEST_CASE("opt tables: they are tried once they are read, or reading them has failed") {
  Watched bench;
  CHECK(bench.watch.tried());
  bench.watch.set_wanted(true);
  CHECK_FALSE(bench.watch.tried());
  REQUIRE(bench.turn_until([&] { return bench.watch.tried(); }));
  CHECK(bench.watch.lists());
  bench.watch.set_wanted(false);
  bench.store.away = true;
  bench.watch.set_wanted(true);
  CHECK_FALSE(bench.watch.tried());
  REQUIRE(bench.turn_until([&] { return bench.watch.tried(); }));
  CHECK_FALSE(bench.watch.lists());
}

TEST_CASE("opt tables: they are tried at once where the store is known to be away") {
  Watched bench;
  bench.up = false;
  bench.watch.set_wanted(true);
  CHECK(bench.watch.tried());
}

TEST_CASE("what is written to two tables at once, while they are read, never counts by half") {
  for (const int torn : {1, 3}) {
    TornReading bench(torn);
    REQUIRE(bench.turn_until([&] { return bench.holds(static_cast<std::size_t>(torn)); }));
    CHECK(bench.swaps == 1);
    CHECK_FALSE(bench.half);
    CHECK(bench.store.readings == torn + 1);
  }
}

TEST_CASE("tables that change during every reading count as they are read, and are read on") {
  TornReading bench(4);
  REQUIRE(bench.turn_until([&] { return bench.swaps == 1; }));
  CHECK(bench.half);
  REQUIRE(bench.turn_until([&] { return bench.swaps == 2; }));
  CHECK(bench.holds(4));
  CHECK(bench.store.readings == 5);
}

TEST_CASE("tables that are read before their time are not read again beside that") {
  OptBench<HeldReading> bench;
  int swaps = 0;
  BackgroundJobs jobs;
  OptWatch watch(
      bench.loop, bench.worker, kFast, [] { return true; }, [&] { ++swaps; }, jobs);
  watch.set_wanted(true);
  REQUIRE(bench.turn_until([&] { return swaps == 1; }));
  bench.store.held = true;
  bench.change(OptTable::optout_email, "bob@customer.example", true);
  // The watch's own question waits for its interval, which passes while the tables are read.
  watch.look();
  REQUIRE(bench.turn_until([&] { return bench.store.readings == 2; }));
  const auto later = std::chrono::steady_clock::now() + 20 * kFast.interval;
  REQUIRE(bench.turn_until([&] { return std::chrono::steady_clock::now() >= later; }));
  bench.store.held = false;
  bench.store.held.notify_all();
  REQUIRE(bench.turn_until([&] { return swaps == 2; }));
  const int asked = bench.store.versions_asked;
  REQUIRE(bench.turn_until([&] { return bench.store.versions_asked >= asked + 2; }));
  CHECK(bench.store.readings == 2);
}

TEST_CASE("a row that another program has written counts whatever its case") {
  Watched bench;
  bench.change(OptTable::optout_domain, "Customer.Example", true);
  bench.watch.set_wanted(true);
  REQUIRE(bench.turn_until([&] { return bench.swaps == 1; }));
  CHECK(bench.holds(OptTable::optout_domain, "customer.example"));
}

TEST_CASE("an ended watch asks nothing and knows nothing") {
  Watched bench;
  for (int i = 0; i < 100; ++i) bench.loop.run_once(false);
  CHECK(bench.store.versions_asked == 0);
  CHECK(bench.watch.lists() == nullptr);
}

TEST_CASE("the rows of all four tables are there after the first reading") {
  Watched bench;
  bench.change(OptTable::optin_domain, "a.example", true);
  bench.change(OptTable::optin_email, "b@b.example", true);
  bench.change(OptTable::optout_domain, "c.example", true);
  bench.change(OptTable::optout_email, "d@d.example", true);
  bench.watch.set_wanted(true);
  CHECK(bench.watch.lists() == nullptr);
  REQUIRE(bench.turn_until([&] { return bench.swaps == 1; }));
  CHECK(bench.holds(OptTable::optin_domain, "a.example"));
  CHECK(bench.holds(OptTable::optin_email, "b@b.example"));
  CHECK(bench.holds(OptTable::optout_domain, "c.example"));
  CHECK(bench.holds(OptTable::optout_email, "d@d.example"));
}

TEST_CASE("a change by anybody is followed, and without a change nothing is read again") {
  Watched bench;
  bench.watch.set_wanted(true);
  REQUIRE(bench.turn_until([&] { return bench.swaps == 1; }));
  CHECK_FALSE(bench.holds(OptTable::optout_domain, "a.example"));
  bench.change(OptTable::optout_domain, "a.example", true);
  REQUIRE(bench.turn_until([&] { return bench.swaps == 2; }));
  CHECK(bench.holds(OptTable::optout_domain, "a.example"));
  REQUIRE(bench.asked_twice_more());
  CHECK(bench.swaps == 2);
  bench.change(OptTable::optout_domain, "a.example", false);
  REQUIRE(bench.turn_until([&] { return bench.swaps == 3; }));
  CHECK_FALSE(bench.holds(OptTable::optout_domain, "a.example"));
}

TEST_CASE("while the store is away the lists in use stay") {
  Watched bench;
  bench.change(OptTable::optin_domain, "a.example", true);
  bench.watch.set_wanted(true);
  REQUIRE(bench.turn_until([&] { return bench.swaps == 1; }));
  bench.store.away = true;
  REQUIRE(bench.asked_twice_more());
  CHECK(bench.holds(OptTable::optin_domain, "a.example"));
  bench.store.away = false;
  bench.change(OptTable::optin_domain, "b.example", true);
  REQUIRE(bench.turn_until([&] { return bench.swaps == 2; }));
  CHECK(bench.holds(OptTable::optin_domain, "b.example"));
}

TEST_CASE("a store that is away at first is read when it comes") {
  Watched bench;
  bench.store.away = true;
  bench.watch.set_wanted(true);
  REQUIRE(bench.asked_twice_more());
  CHECK(bench.watch.lists() == nullptr);
  CHECK(bench.jobs.of(BackgroundJob::opt_tables).failing);
  bench.store.away = false;
  REQUIRE(bench.turn_until([&] { return bench.swaps == 1; }));
  CHECK(bench.watch.lists() != nullptr);
  CHECK_FALSE(bench.jobs.of(BackgroundJob::opt_tables).failing);
}

TEST_CASE("a store that others found away is not asked until it is up") {
  Watched bench;
  bench.up = false;
  bench.watch.set_wanted(true);
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(20);
  bench.turn_until([&] { return std::chrono::steady_clock::now() >= end; });
  CHECK(bench.store.versions_asked == 0);
  bench.up = true;
  CHECK(bench.turn_until([&] { return bench.swaps == 1; }));
}

TEST_CASE("an ended watch forgets, and begins anew") {
  Watched bench;
  bench.watch.set_wanted(true);
  REQUIRE(bench.turn_until([&] { return bench.swaps == 1; }));
  bench.watch.set_wanted(false);
  CHECK(bench.watch.lists() == nullptr);
  bench.watch.set_wanted(true);
  bench.watch.set_wanted(false);
  bench.watch.set_wanted(true);
  REQUIRE(bench.turn_until([&] { return bench.swaps >= 2; }));
  CHECK(bench.watch.lists() != nullptr);
}

TEST_CASE("look() asks before the interval is over, also where an answer is under way") {
  OptBench<> bench;
  int swaps = 0;
  BackgroundJobs jobs;
  OptWatch watch(
      bench.loop, bench.worker, {std::chrono::hours(1)}, [] { return true; }, [&] { ++swaps; },
      jobs);
  watch.set_wanted(true);
  watch.look();
  REQUIRE(bench.turn_until([&] { return swaps == 1 && bench.store.versions_asked == 3; }));
  bench.change(OptTable::optin_domain, "a.example", true);
  watch.look();
  CHECK(bench.turn_until([&] { return swaps == 2; }));
}

TEST_CASE("a million rows are swapped within 200 MB while the loop and the worker serve others") {
  OptBench<NumberedStore> bench;
  int swaps = 0;
  BackgroundJobs jobs;
  OptWatch watch(
      bench.loop, bench.worker, kFast, [] { return true; }, [&] { ++swaps; }, jobs);
  watch.set_wanted(true);
  REQUIRE(bench.turn_until([&] { return swaps == 1; }, std::chrono::seconds(60)));
  const auto old = watch.lists();
  CHECK(old->size(OptTable::optout_email) == 1'000'000);

  ++bench.store.rows;
  const int pages_before = bench.store.pages;
  const std::int64_t turns_before = bench.turns;
  REQUIRE(bench.turn_until([&] { return bench.store.pages > pages_before + 10; }));
  int pages_of_other_job = 0;
  REQUIRE(bench.worker.post([&](PersistentStore&) -> Worker::Completion {
    pages_of_other_job = bench.store.pages - pages_before;
    return {};
  }));
  CHECK(old->contains(OptTable::optout_email, NumberedStore::row_of(999'999)));
  REQUIRE(bench.turn_until([&] { return swaps == 2; }, std::chrono::seconds(60)));

  CHECK(pages_of_other_job < 100);
  CHECK(bench.turns - turns_before > 100);
  CHECK(watch.lists()->contains(OptTable::optout_email, NumberedStore::row_of(1'000'000)));
  CHECK_FALSE(old->contains(OptTable::optout_email, NumberedStore::row_of(1'000'000)));
  CHECK(old->memory() + watch.lists()->memory() < std::size_t{200} << 20);
}

}  // namespace greycache::opt_watch_test
