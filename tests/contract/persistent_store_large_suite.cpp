// The suite of every persistent store, part three: sources with too many facts, and facts by key.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "tests/contract/example_facts.h"
#include "tests/contract/persistent_store_suite.h"

namespace greycache::persistent_store_large_suite {

namespace {

constexpr UnixTime kTime = kTestTime;
const std::string kSource = "192.0.2";

std::vector<Fact> senders(const std::string& src, std::size_t count) {
  std::vector<Fact> facts;
  for (std::size_t i = 0; i < count; ++i) {
    facts.push_back(from_awl_fact(src, "n" + std::to_string(i), "d.example", kTime, kTime + 1));
  }
  return facts;
}

Keys keys_for(const std::string& name, const std::string& domain = "d.example") {
  return {kSource, name, domain, name, "r@here.example"};
}

std::vector<Fact> found(PersistentStore& store, const Keys& keys, const Cutoffs& cutoffs,
                        const Excerpt& sizes = {}) {
  const auto result = store.find(std::vector<Keys>{keys}, cutoffs, sizes);
  REQUIRE_STORED(result);
  REQUIRE(result->size() == 1);
  return result->front();
}

std::size_t count(const std::vector<Fact>& facts, FactKind kind) {
  return static_cast<std::size_t>(
      std::ranges::count_if(facts, [kind](const Fact& fact) { return fact.kind == kind; }));
}

}  // namespace

TEST_CASE("a source is whole up to so many facts, and with one more it is not") {
  const auto store = open_fresh_store();
  store_facts(*store, senders(kSource, 9));
  store_facts(*store, {connect_fact(kSource, "w", "d.example", "r", kTime)});
  for (const std::size_t most : {11U, 10U, 9U, 3U}) {
    CAPTURE(most);
    const auto result = store->load(std::vector<std::string>{kSource}, {}, most);
    REQUIRE_STORED(result);
    CHECK(result->front().whole == (most >= 10));
    CHECK(result->front().facts.size() == std::min<std::size_t>(most + 1, 10));
  }
}

TEST_CASE("a large source keeps the others of a call from nothing, and no call reads without end") {
  const auto store = open_fresh_store();
  std::vector<std::string> sources{"10.9.9", "10.9.8"};
  for (const std::string& large : sources) store_facts(*store, senders(large, 6000));
  for (int i = 0; i < 40; ++i) {
    sources.push_back("10.0." + std::to_string(i));
    store_facts(*store, senders(sources.back(), i == 7 ? 700 : 3));
  }
  std::set<std::string> missing(sources.begin(), sources.end());
  int calls = 0;
  while (!missing.empty() && ++calls <= 5) {
    const std::vector<std::string> wanted(missing.begin(), missing.end());
    const auto result = store->load(wanted, {}, 2000);
    REQUIRE_STORED(result);
    REQUIRE_FALSE(result->empty());
    std::size_t rows = 0;
    for (const SourceFacts& source : *result) {
      CHECK(missing.erase(source.src) == 1);
      const bool large = source.src.starts_with("10.9");
      CHECK(source.whole == !large);
      CHECK(source.facts.size() == (large ? 2001 : source.src == "10.0.7" ? 700 : 3));
      rows += source.facts.size();
    }
    CHECK(rows < 10'000);
  }
  CHECK(missing.empty());
}

TEST_CASE("what a request names is found by key") {
  const auto store = open_fresh_store();
  const std::vector<Fact> named{connect_fact(kSource, "n", "d.example", "r@here.example", kTime),
                                from_awl_fact(kSource, "n", "d.example", kTime, kTime + 4),
                                domain_awl_fact(kSource, "d.example", kTime, kTime + 5)};
  store_facts(*store, named);
  store_facts(*store, {connect_fact(kSource, "n", "d.example", "other@here.example", kTime),
                       connect_fact("192.0.3", "n", "d.example", "r@here.example", kTime),
                       from_awl_fact(kSource, "n", "e.example", kTime, kTime + 4),
                       from_awl_fact(kSource, "m", "d.example", kTime, kTime + 4),
                       domain_awl_fact(kSource, "e.example", kTime, kTime + 5)});
  CHECK(found(*store, keys_for("n"), {}) == merged(named));
  CHECK(found(*store, keys_for("nobody", "nowhere"), {}).empty());
  Keys verp = keys_for("n-1");
  verp.awl_name = "n";
  CHECK(count(found(*store, verp, {}), FactKind::from_awl) == 1);
  CHECK(count(found(*store, verp, {}), FactKind::connect) == 0);
  const auto both =
      store->find(std::vector<Keys>{keys_for("nobody", "x"), keys_for("n")}, {}, Excerpt{});
  REQUIRE_STORED(both);
  REQUIRE(both->size() == 2);
  CHECK((*both)[0].empty());
  CHECK((*both)[1] == merged(named));
  CHECK(store->find({}, {}, {})->empty());
}

TEST_CASE("the least moment of a connect that counts is found, and nothing that is over") {
  const auto store = open_fresh_store();
  const auto at = [](UnixTime time) {
    return connect_fact(kSource, "n", "d.example", "r@here.example", time);
  };
  store_facts(*store, {at(kTime)});
  store_facts(*store, {at(kTime + 50)});
  store_facts(*store, {at(kTime + 90), from_awl_fact(kSource, "n", "d.example", kTime, kTime + 9)});
  CHECK(found(*store, keys_for("n"), {kTime + 1, kTime + 8}) ==
        merged({at(kTime + 50), from_awl_fact(kSource, "n", "d.example", kTime, kTime + 9)}));
  CHECK(found(*store, keys_for("n"), {kTime + 91, kTime + 9}).empty());
  Cutoffs early;
  early.future = kTime - 5;
  CHECK(found(*store, keys_for("n"), early).front().first_seen == kTime - 5);
}

TEST_CASE("as much of a source is counted as is asked for, of what is not over") {
  const auto store = open_fresh_store();
  store_facts(*store, senders(kSource, 20));
  std::vector<Fact> others;
  for (int i = 0; i < 20; ++i) {
    const std::string number = std::to_string(i);
    others.push_back(connect_fact(kSource, "w" + number, "w.example", "r", kTime + i));
    others.push_back(domain_awl_fact(kSource, "d" + number + ".example", kTime, kTime + 5));
    others.push_back(from_awl_fact(kSource, "o" + number, "a.example", kTime - 9, kTime - 9));
  }
  store_facts(*store, others);
  const Cutoffs cutoffs{kTime + 10, kTime};
  const auto facts = found(*store, keys_for("x", "d.example"), cutoffs, {3, 0, 0, 0});
  CHECK(facts.size() == 3);
  CHECK(count(facts, FactKind::from_awl) == 3);
  const auto throttled = found(*store, keys_for("x", "x.example"), cutoffs, {1, 4, 1, 7});
  CHECK(count(throttled, FactKind::from_awl) == 4);
  CHECK(count(throttled, FactKind::domain_awl) == 1);
  CHECK(count(throttled, FactKind::connect) == 7);
  const auto all = found(*store, keys_for("x", "x.example"), cutoffs, {0, 99, 99, 99});
  CHECK(count(all, FactKind::from_awl) == 20);
  CHECK(count(all, FactKind::domain_awl) == 20);
  CHECK(count(all, FactKind::connect) == 10);
}

TEST_CASE("each of several requests gets what its source holds besides, and nothing of others") {
  const auto store = open_fresh_store();
  std::vector<Fact> facts = senders(kSource, 5);
  facts.push_back(connect_fact(kSource, "w", "w.example", "r@here.example", kTime));
  facts.push_back(connect_fact("192.0.3", "v", "v.example", "r@here.example", kTime));
  store_facts(*store, facts);
  Keys other = keys_for("v", "v.example");
  other.src = "192.0.3";
  const std::vector<Keys> asked{keys_for("x", "x.example"), other, keys_for("w", "w.example"),
                                keys_for("n0"), other};
  const auto result = store->find(asked, {}, Excerpt{0, 3, 1, 1});
  REQUIRE_STORED(result);
  REQUIRE(result->size() == asked.size());
  for (const std::size_t i : {0U, 2U, 3U}) {
    CAPTURE(i);
    CHECK(count((*result)[i], FactKind::from_awl) >= 3);
    CHECK(count((*result)[i], FactKind::from_awl) <= 4);
    CHECK(count((*result)[i], FactKind::connect) == 1);
    CHECK((*result)[i].front().src == kSource);
  }
  for (const std::size_t i : {1U, 4U}) CHECK((*result)[i] == std::vector<Fact>{facts.back()});
}

}  // namespace greycache::persistent_store_large_suite
