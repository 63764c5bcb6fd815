// The suite of every persistent store that one process has for itself, in a file.
#include <doctest/doctest.h>

#include "tests/contract/example_facts.h"
#include "tests/contract/persistent_store_suite.h"

namespace greycache {

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

TEST_CASE("store file: the sources of each table are read a page at a time, each once") {
  const auto store = open_fresh_store();
  std::vector<Fact> facts{domain_awl_fact("203.0.113", "d.example", kTime, kTime)};
  for (const std::string src : {"192.0.2", "198.51.100", "192.0.3"}) {
    for (const std::string name : {"a", "b"}) {
      facts.push_back(connect_fact(src, name, "d.example", "r", kTime));
      facts.push_back(from_awl_fact(src + ".9", name, "d.example", kTime, kTime));
    }
  }
  store_facts(*store, facts);
  const auto sources = [&store](FactKind kind, const std::string& after, std::size_t limit) {
    std::vector<std::string> found;
    REQUIRE_STORED(store->read_sources(
        kind, after, limit, [&found](std::string_view src) { found.emplace_back(src); }));
    return found;
  };
  using Names = std::vector<std::string>;
  CHECK(sources(FactKind::connect, "", 2) == Names{"192.0.2", "192.0.3"});
  CHECK(sources(FactKind::connect, "192.0.3", 2) == Names{"198.51.100"});
  CHECK(sources(FactKind::connect, "198.51.100", 2).empty());
  CHECK(sources(FactKind::from_awl, "", 9) == Names{"192.0.2.9", "192.0.3.9", "198.51.100.9"});
  CHECK(sources(FactKind::domain_awl, "", 9) == Names{"203.0.113"});
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

}  // namespace greycache
