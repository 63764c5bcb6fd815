// A flood of one source that is over and not yet deleted: what it costs those who ask of the
// source.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "tests/contract/example_facts.h"
#include "tests/contract/persistent_store_suite.h"
#include "tests/contract/postgres_harness.h"

namespace greycache::postgres_flood_test {

namespace {

using std::chrono::steady_clock;

// The least of three.
steady_clock::duration time_of_finding(PersistentStore& store, const std::vector<Keys>& requests) {
  const Cutoffs cutoffs{kTestTime, kTestTime};
  auto least = steady_clock::duration::max();
  for (int i = 0; i < 3; ++i) {
    const auto begin = steady_clock::now();
    const auto found = store.find(requests, cutoffs, Excerpt{1, 5, 1, 69});
    least = std::min(least, steady_clock::now() - begin);
    REQUIRE_STORED(found);
    for (const auto& facts : *found) CHECK(facts.empty());
  }
  return least;
}

}  // namespace

TEST_CASE("a flood that is over is stepped over once, however many requests name its source") {
  const auto store = harness::fresh_postgres_store();
  REQUIRE_STORED(store->open());
  harness::run_sql(fmt::format(
      "insert into connect select '192.0.2', 'd' || i || '.example', 'n', 'r@here.example',"
      " to_timestamp({}) from generate_series(1, 50000) i",
      kTestTime - 1));
  std::vector<Keys> requests;
  for (int i = 0; i < 60; ++i) {
    requests.push_back({"192.0.2", "x", fmt::format("x{}.example", i), "x", "r@here.example"});
  }
  const auto one = time_of_finding(*store, {requests.front()});
  CHECK(time_of_finding(*store, requests) < 10 * one);
}

}  // namespace greycache::postgres_flood_test
