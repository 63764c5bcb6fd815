// The suite of every persistent store, another part: rows that are to go before their age is over.
#include <doctest/doctest.h>

#include "tests/contract/example_facts.h"
#include "tests/contract/persistent_store_suite.h"

namespace greycache::persistent_store_erase_suite {

namespace {

constexpr UnixTime kTime = kTestTime;

Fact connect_at(UnixTime first, const std::string& name = "n") {
  return connect_fact("192.0.2", name, "d.example", "r@here.example", first);
}

// As Eraser gives it: what was seen until then is to go.
Fact until(Fact fact, UnixTime time) {
  fact.first_seen = fact.last_seen = time;
  return fact;
}

}  // namespace

TEST_CASE("erase takes an entry of any kind that was seen last at that time or before, not after") {
  const std::vector<Fact> facts = {
      from_awl_fact("192.0.2", "n", "d.example", 5, kTime),
      domain_awl_fact("192.0.2", "d.example", 5, kTime),
      {FactKind::correspondent, "to:bob@here.example", "n", "d.example", "", 5, kTime}};
  for (const Fact& fact : facts) {
    const auto store = open_fresh_store();
    store_facts(*store, {fact});
    REQUIRE_STORED(store->erase(std::vector<Fact>{until(fact, kTime - 1)}));
    CHECK(loaded(*store, {fact.src}) == std::vector<Fact>{fact});
    REQUIRE_STORED(store->erase(std::vector<Fact>{until(fact, kTime)}));
    CHECK(loaded(*store, {fact.src}).empty());
  }
}

TEST_CASE("erase takes each moment of a waiting entry until then, and none behind") {
  const auto store = open_fresh_store();
  store_facts(*store, {connect_at(kTime - 100'000), connect_at(kTime), connect_at(kTime + 1)});
  REQUIRE_STORED(store->erase(std::vector<Fact>{connect_at(kTime)}));
  CHECK(loaded(*store, {"192.0.2"}) == std::vector<Fact>{connect_at(kTime + 1)});
}

TEST_CASE("erase takes nothing of another name") {
  const auto store = open_fresh_store();
  const Fact other = from_awl_fact("192.0.2", "m", "d.example", 5, 6);
  const Fact elsewhere = domain_awl_fact("192.0.3", "d.example", 5, 6);
  store_facts(*store, {other, elsewhere, connect_at(7, "m")});
  REQUIRE_STORED(store->erase(std::vector<Fact>{
      until(from_awl_fact("192.0.2", "n", "d.example", 5, 6), kTime),
      until(domain_awl_fact("192.0.2", "d.example", 5, 6), kTime), connect_at(kTime)}));
  CHECK(loaded(*store, {"192.0.2"}).size() == 2);
  CHECK(loaded(*store, {"192.0.3"}).size() == 1);
}

TEST_CASE("erase takes many at a time, and none at all") {
  const auto store = open_fresh_store();
  std::vector<Fact> facts;
  for (int i = 0; i < 1200; ++i) facts.push_back(connect_at(kTime, "n" + std::to_string(i)));
  facts.push_back(from_awl_fact("192.0.2", "n", "d.example", 5, kTime));
  store_facts(*store, facts);
  REQUIRE_STORED(store->erase({}));
  REQUIRE_STORED(store->erase(facts));
  CHECK(loaded(*store, {"192.0.2"}).empty());
}

}  // namespace greycache::persistent_store_erase_suite
