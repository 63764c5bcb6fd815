// The suite of every persistent store that one process has for itself, in a file.
#include <doctest/doctest.h>

#include "tests/contract/example_facts.h"
#include "tests/contract/persistent_store_suite.h"

namespace greycache::persistent_file_suite {

namespace {

constexpr UnixTime kTime = kTestTime;

const std::vector<Fact> kFacts{connect_fact("192.0.2", "n", "d.example", "r", kTime)};

}  // namespace

TEST_CASE("store file: a call opens it where open() was not called") {
  const auto store = fresh_store();
  store_facts(*store, kFacts);
  CHECK(loaded(*store, {"192.0.2"}) == kFacts);
}

TEST_CASE("store file: a fact that no table takes holds up none of the others") {
  const auto store = open_fresh_store();
  store_facts(*store, {connect_fact("192.0.2", "", "d.example", "r", kTime), kFacts[0],
                       from_awl_fact("192.0.2", "", "d.example", 1, 2)});
  CHECK(loaded(*store, {"192.0.2"}) == kFacts);
  CHECK(store->count()->from_awl == 0);
}

TEST_CASE("store file: the writes of others are told from its own, and so is a new opening") {
  const auto store = open_fresh_store();
  const auto before = store->outside_writes();
  REQUIRE(before.has_value());
  store_facts(*store, kFacts);
  CHECK(store->outside_writes() == before);
  const auto other = reopened_store();
  store_facts(*other, {connect_fact("10.0.0", "n", "d.example", "r", kTime)});
  const auto after = store->outside_writes();
  CHECK(after != before);
  REQUIRE_STORED(store->open());
  CHECK(store->outside_writes() != after);
}

TEST_CASE("store file: it has no history that could be another one") {
  const auto store = open_fresh_store();
  CHECK(store->history().empty());
}

TEST_CASE("store file: no other host has anything to say of the hot store") {
  const auto store = open_fresh_store();
  const auto rows = store->exchange_stand_ins("mx1/state", OwnStandIn::stands);
  REQUIRE_STORED(rows);
  CHECK(rows->empty());
}

}  // namespace greycache::persistent_file_suite
