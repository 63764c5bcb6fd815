// The suite of every persistent store, part four: whom the own users write to.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/contract/example_facts.h"
#include "tests/contract/persistent_store_suite.h"

namespace greycache::persistent_store_correspondent_suite {

namespace {

constexpr UnixTime kTime = kTestTime;
const std::string kAnna = "to:anna@here.example";
const std::string kSite = "to:@shop.example";

Fact anna_wrote(const std::string& name, UnixTime first, UnixTime last) {
  return correspondent_fact(kAnna, name, "d.example", first, last);
}

Cutoffs cutoffs_of_correspondents(UnixTime cutoff) {
  return {.connect = kTime * 2, .awl = kTime * 2, .correspondent = cutoff};
}

Keys keys_for(const std::string& name) {
  return {kAnna, name, "d.example", name, ""};
}

std::vector<Fact> found(PersistentStore& store, const FactSearch& wanted) {
  std::vector<Fact> facts;
  for (SearchPlace place; !place.done;) {
    const auto piece = store.search(wanted, place, 100);
    REQUIRE_STORED(piece);
    facts.insert(facts.end(), piece->begin(), piece->end());
  }
  std::sort(facts.begin(), facts.end(), fact_before);
  return facts;
}

}  // namespace

TEST_CASE("a correspondent comes back as it was stored, merged as an AWL entry is") {
  const auto store = open_fresh_store();
  const Fact site = correspondent_fact(kSite, "%", "shop.example", kTime, kTime);
  store_facts(*store, {anna_wrote("bob", kTime + 50, kTime + 60), site});
  store_facts(*store, {anna_wrote("bob", kTime + 10, kTime + 20)});
  store_facts(*store, {anna_wrote("bob", kTime + 30, kTime + 90), anna_wrote("eve", kTime, kTime)});
  CHECK(loaded(*store, {kAnna}) == std::vector<Fact>{anna_wrote("bob", kTime + 10, kTime + 90),
                                                     anna_wrote("eve", kTime, kTime)});
  CHECK(loaded(*store, {kSite}) == std::vector<Fact>{site});
  CHECK(loaded(*store, {"to:bert@here.example"}).empty());
}

TEST_CASE("a correspondent counts by an age of its own, no longer at its cutoff") {
  const auto store = open_fresh_store();
  const Fact after = anna_wrote("after", 5, kTime + 1);
  store_facts(*store, {anna_wrote("before", 5, kTime - 1), anna_wrote("at", 5, kTime), after});
  CHECK(loaded(*store, {kAnna}, cutoffs_of_correspondents(kTime)) == std::vector<Fact>{after});
  const auto asked = store->find(std::vector<Keys>{keys_for("at"), keys_for("after")},
                                 cutoffs_of_correspondents(kTime), {});
  REQUIRE_STORED(asked);
  CHECK((*asked)[0].empty());
  CHECK((*asked)[1] == std::vector<Fact>{after});
}

TEST_CASE("sources of correspondents are loaded beside others, in the order asked") {
  const auto store = open_fresh_store();
  const Fact bob = anna_wrote("bob", kTime, kTime);
  const Fact waiting = connect_fact("192.0.2", "n", "d.example", "r", kTime);
  store_facts(*store, {bob, waiting});
  const std::vector<std::string> sources{"192.0.3", kAnna, "192.0.2", kSite};
  const auto result = store->load(sources, {}, 10);
  REQUIRE_STORED(result);
  REQUIRE(result->size() == 4);
  for (std::size_t i = 0; i < sources.size(); ++i) {
    CHECK((*result)[i].src == sources[i]);
    CHECK((*result)[i].whole);
  }
  CHECK((*result)[1].facts == std::vector<Fact>{bob});
  CHECK((*result)[2].facts == std::vector<Fact>{waiting});
}

TEST_CASE("a user who wrote to too many is not whole, and they are found by key") {
  const auto store = open_fresh_store();
  std::vector<Fact> facts;
  for (int i = 0; i < 20; ++i) facts.push_back(anna_wrote("n" + std::to_string(i), kTime, kTime));
  store_facts(*store, facts);
  for (const std::size_t most : {20U, 19U}) {
    const auto result = store->load(std::vector<std::string>{kAnna}, {}, most);
    REQUIRE_STORED(result);
    CHECK(result->front().whole == (most == 20));
  }
  const auto asked =
      store->find(std::vector<Keys>{keys_for("n7"), keys_for("n77")}, {}, {9, 9, 9, 9});
  REQUIRE_STORED(asked);
  CHECK((*asked)[0] == std::vector<Fact>{anna_wrote("n7", kTime, kTime)});
  CHECK((*asked)[1].empty());
}

TEST_CASE("many users with many correspondents are loaded in several calls") {
  const auto store = open_fresh_store();
  std::vector<Fact> facts;
  std::vector<std::string> sources;
  for (int user = 0; user < 12; ++user) {
    sources.push_back("to:u" + std::to_string(user) + "@here.example");
    for (int i = 0; i < 900; ++i) {
      facts.push_back(
          correspondent_fact(sources.back(), std::to_string(i), "d.example", kTime, kTime));
    }
  }
  store_facts(*store, facts);
  std::size_t calls = 0;
  while (!sources.empty() && ++calls < 20) {
    const auto result = store->load(sources, {}, 1000);
    REQUIRE_STORED(result);
    for (const SourceFacts& source : *result) {
      CHECK(source.whole);
      CHECK(source.facts.size() == 900);
      CHECK(std::erase(sources, source.src) == 1);
    }
  }
  CHECK(sources.empty());
}

TEST_CASE("expire deletes correspondents by their own cutoff, and is told of by nobody") {
  const auto store = open_fresh_store();
  const Fact after = anna_wrote("after", 5, kTime + 1);
  const Fact sender = from_awl_fact("192.0.2", "n", "d.example", 5, kTime - 5);
  store_facts(*store, {anna_wrote("at", 5, kTime), after, sender});
  std::vector<Fact> forgotten;
  const auto deleted = store->expire({.correspondent = kTime}, 100, forgotten);
  REQUIRE_STORED(deleted);
  CHECK(*deleted == 1);
  CHECK(forgotten.empty());
  CHECK(loaded(*store, {kAnna, "192.0.2"}) == merged({after, sender}));
}

TEST_CASE("a correspondent of a clock that was wrong is brought back") {
  const auto store = open_fresh_store();
  store_facts(*store, {anna_wrote("bob", 5, kTime + 400 * 86'400)});
  const Cutoffs cutoffs{.future = kTime + 10};
  CHECK(loaded(*store, {kAnna}, cutoffs) == std::vector<Fact>{anna_wrote("bob", 5, kTime + 10)});
  std::vector<Fact> forgotten;
  REQUIRE_STORED(store->expire(cutoffs, 100, forgotten));
  CHECK(loaded(*store, {kAnna}) == std::vector<Fact>{anna_wrote("bob", 5, kTime + 10)});
}

TEST_CASE("an operator finds who wrote to an address, and to whom a user wrote") {
  const auto store = open_fresh_store();
  const Fact bob = anna_wrote("bob", kTime, kTime);
  const Fact eve = anna_wrote("eve", kTime, kTime);
  const Fact other = correspondent_fact("to:bert@here.example", "bob", "d.example", kTime, kTime);
  store_facts(*store, {bob, eve, other, from_awl_fact("192.0.2", "n", "x.example", kTime, kTime)});
  CHECK(found(*store, {"d.example", "bob", {"bob"}, ""}) == merged({bob, other}));
  CHECK(found(*store, {"", "", {}, "", kAnna}) == merged({bob, eve}));
  CHECK(found(*store, {"", "", {}, "", "to:nobody@here.example"}).empty());
}

TEST_CASE("correspondents are counted") {
  const auto store = open_fresh_store();
  store_facts(*store, {anna_wrote("bob", kTime, kTime), anna_wrote("eve", kTime, kTime)});
  const auto counts = store->count();
  REQUIRE_STORED(counts);
  CHECK(counts->correspondent == 2);
  CHECK(counts->from_awl == 0);
}

}  // namespace greycache::persistent_store_correspondent_suite
