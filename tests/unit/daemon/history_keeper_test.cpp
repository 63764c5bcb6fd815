// What is said of the history while the daemon serves.
#include "greycache/daemon/history_keeper.h"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "tests/unit/kept_log.h"

namespace greycache::history_keeper_test {

namespace {

struct Troubled {
  std::atomic<bool> fails = false;
  std::atomic<int> written = 0;
};

class TroubledStore : public HistoryStore {
 public:
  explicit TroubledStore(std::shared_ptr<Troubled> shared) : shared_(std::move(shared)) {}

  StoreResult<void> write(std::span<const HistoryLine> rows) override {
    if (shared_->fails) return tl::make_unexpected(StoreError{StoreError::Kind::read_only, "full"});
    shared_->written += static_cast<int>(rows.size());
    return {};
  }
  StoreResult<bool> tend(UnixTime, UnixTime) override { return false; }
  StoreResult<std::vector<HistoryRow>> find(const HistoryQuery&, HistoryPlace&,
                                            std::size_t) override {
    return std::vector<HistoryRow>{};
  }

 private:
  std::shared_ptr<Troubled> shared_;
};

class CountingLog : public DecisionLog {
 public:
  explicit CountingLog(int& count) : count_(count) {}
  void decided(const DecidedRequest&) override { ++count_; }

 private:
  int& count_;
};

struct Bench {
  void decide(Outcome outcome, bool again = false) {
    const PolicyRequest request;
    const Keys keys{"192.0.2", "a", "x", "a", "r"};
    const KnownEntries known;
    const Decision decision;
    log->decided({.request = request,
                  .keys = keys,
                  .known = known,
                  .decision = decision,
                  .outcome = outcome,
                  .rule = {},
                  .action = {},
                  .reference = "7K3M9QXA",
                  .again = again});
  }
  template <typename Done>
  bool wait(Done done) {
    for (int i = 0; i < 5000; ++i) {
      if (done()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return false;
  }

  std::shared_ptr<Troubled> store = std::make_shared<Troubled>();
  HistoryKeeper keeper{std::make_unique<TroubledStore>(store), std::chrono::hours(24),
                       [] { return UnixTime{1'000'000}; }};
  int logged = 0;
  std::unique_ptr<DecisionLog> log = keeper.beside(std::make_unique<CountingLog>(logged));
  BackgroundJobs jobs;
};

bool failing(const Bench& bench) {
  return bench.jobs.of(BackgroundJob::history).failing;
}

}  // namespace

TEST_CASE("each decision is logged, and what waits is kept, once") {
  Bench bench;
  bench.decide(Outcome::fresh);
  bench.decide(Outcome::fresh, true);
  bench.decide(Outcome::from_awl);
  bench.decide(Outcome::reconnect);
  CHECK(bench.logged == 4);
  REQUIRE(bench.wait([&] { return bench.store->written == 2; }));
}

TEST_CASE("where nothing shall be kept nothing is") {
  Bench bench;
  bench.keeper.set_keep(Milliseconds(0));
  bench.log = bench.keeper.beside(std::make_unique<CountingLog>(bench.logged));
  bench.decide(Outcome::fresh);
  CHECK(bench.logged == 1);
  CHECK(bench.keeper.state().waiting == 0);
}

TEST_CASE("a history that cannot be written is told once, and again when it can") {
  Bench bench;
  bench.store->fails = true;
  bench.decide(Outcome::fresh);
  REQUIRE(bench.wait([&] { return bench.keeper.state().failing; }));
  bench.keeper.report(bench.jobs, true);
  CHECK(failing(bench));
  CHECK(bench.jobs.of(BackgroundJob::history).reason == "full");
  bench.store->fails = false;
  REQUIRE(bench.wait([&] { return bench.store->written == 1; }));
  REQUIRE(bench.wait([&] { return !bench.keeper.state().failing; }));
  bench.keeper.report(bench.jobs, true);
  CHECK_FALSE(failing(bench));
}

TEST_CASE("of a store that is away as a whole nothing is said, until rows are lost") {
  Bench bench;
  bench.store->fails = true;
  bench.decide(Outcome::fresh);
  REQUIRE(bench.wait([&] { return bench.keeper.state().failing; }));
  bench.keeper.report(bench.jobs, false);
  CHECK_FALSE(failing(bench));
  for (int i = 0; i < 60'000; ++i) bench.decide(Outcome::fresh);
  CHECK(bench.keeper.state().lost > 0);
  bench.keeper.report(bench.jobs, false);
  CHECK(failing(bench));
}

TEST_CASE(
    "rows that are lost now and then are one trouble, told with their number when it is over") {
  const KeptLog log;
  Bench bench;
  bench.store->fails = true;
  const auto lose = [&] {
    while (bench.keeper.state().waiting < 50'000) bench.decide(Outcome::fresh);
    const auto before = bench.keeper.state().lost;
    while (bench.keeper.state().lost < before + 5) bench.decide(Outcome::fresh);
    bench.keeper.report(bench.jobs, true);
  };
  bench.decide(Outcome::fresh);
  // Its thread has tried: otherwise a report says calm before the store is.
  REQUIRE(bench.wait([&] { return bench.keeper.state().failing; }));
  for (int i = 0; i < 8; ++i) {
    lose();
    bench.keeper.report(bench.jobs, true);
    CHECK(failing(bench));
  }
  const auto all = bench.keeper.state().lost;
  bench.store->fails = false;
  REQUIRE(bench.wait([&] { return !bench.keeper.state().failing; }));
  for (int i = 0; i < 10; ++i) {
    CHECK(failing(bench));
    bench.keeper.report(bench.jobs, true);
  }
  CHECK_FALSE(failing(bench));
  CHECK(log.count("writing the history fails") == 1);
  CHECK(log.has("writing the history succeeds again: " + std::to_string(all) + " rows are lost"));
}

}  // namespace greycache::history_keeper_test
