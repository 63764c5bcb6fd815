// Shows that the changes of a turn are found by source, in their order, and are gone when taken.
#include "greycache/engine/turn_changes.h"

#include <doctest/doctest.h>

#include <string>

using namespace greycache;

namespace {

Fact fact(std::size_t source, UnixTime time) {
  return {FactKind::connect, "192.0." + std::to_string(source), "a", "b", "c", time, time};
}

std::vector<UnixTime> times_of(const TurnChanges& changes, std::size_t source) {
  std::vector<UnixTime> times;
  const std::string src = fact(source, 0).src;
  for (const Fact& change : changes.of(src)) times.push_back(change.first_seen);
  return times;
}

}  // namespace

TEST_CASE("a source without changes has none, in an empty list too") {
  TurnChanges changes;
  CHECK(changes.empty());
  CHECK(times_of(changes, 1).empty());
  changes.add(fact(1, 5));
  CHECK_FALSE(changes.empty());
  CHECK(times_of(changes, 1) == std::vector<UnixTime>{5});
  CHECK(times_of(changes, 2).empty());
}

TEST_CASE("changes are found in their order, however many sources there are") {
  for (const std::size_t sources : {31U, 32U, 33U, 1000U}) {
    TurnChanges changes;
    for (UnixTime time = 1; time <= 3; ++time) {
      for (std::size_t source = 0; source < sources; ++source) changes.add(fact(source, time));
    }
    for (std::size_t source = 0; source < sources; ++source) {
      REQUIRE(times_of(changes, source) == std::vector<UnixTime>{1, 2, 3});
    }
    CHECK(times_of(changes, sources).empty());
    CHECK(changes.take().size() == sources);
    CHECK(changes.empty());
    CHECK(times_of(changes, 0).empty());
  }
}

TEST_CASE("what is taken is merged, and a turn after it begins anew") {
  TurnChanges changes;
  changes.add(fact(2, 9));
  changes.add(fact(1, 8));
  changes.add(fact(2, 7));
  CHECK(changes.take() == std::vector<Fact>{fact(1, 8), fact(2, 7)});
  changes.add(fact(2, 6));
  CHECK(times_of(changes, 2) == std::vector<UnixTime>{6});
  CHECK(times_of(changes, 1).empty());
}
