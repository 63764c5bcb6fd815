// Tests of the journal's last records in memory.
#include "greycache/storage/unwritten_facts.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

namespace greycache::unwritten_facts_test {

namespace {

Fact connect(const std::string& src, const std::string& name = "alice") {
  return {FactKind::connect, src, name, "sender.example", "bob@here.example", 100, 100};
}

void add_one(UnwrittenFacts& facts, JournalSequence sequence, const std::string& src,
             JournalSequence place) {
  facts.add(sequence, {connect(src)}, place);
}

}  // namespace

TEST_CASE("it is complete with every record after the place, and not with one missing") {
  UnwrittenFacts facts(10);
  CHECK_FALSE(facts.complete(4, 5));
  add_one(facts, 5, "192.0.2", 4);
  CHECK(facts.complete(4, 5));
  CHECK_FALSE(facts.complete(3, 5));
  CHECK_FALSE(facts.complete(4, 6));
  add_one(facts, 6, "192.0.3", 4);
  CHECK(facts.complete(4, 6));
  // 7 is not here.
  add_one(facts, 8, "192.0.4", 4);
  CHECK_FALSE(facts.complete(4, 8));
}

TEST_CASE("records from before it began are not taken for absent") {
  UnwrittenFacts facts(10);
  add_one(facts, 5, "192.0.2", 3);
  CHECK_FALSE(facts.complete(3, 5));
}

TEST_CASE("what comes next is whole records in order, and a little more than asked at most") {
  UnwrittenFacts facts(10);
  const std::vector<Fact> two{connect("192.0.2", "a"), connect("192.0.2", "b")};
  facts.add(1, two, 0);
  add_one(facts, 2, "192.0.3", 0);
  const auto first = facts.next(1);
  CHECK(first.last == 1);
  REQUIRE(first.facts.size() == 1);
  CHECK(*first.facts[0] == two);
  const auto both = facts.next(3);
  CHECK(both.last == 2);
  REQUIRE(both.facts.size() == 2);
  CHECK(both.facts[0]->size() + both.facts[1]->size() == 3);
}

TEST_CASE("a source may be held until its records have passed") {
  UnwrittenFacts facts(10);
  add_one(facts, 1, "192.0.2", 0);
  add_one(facts, 2, "192.0.2", 0);
  CHECK(facts.may_hold("192.0.2"));
  facts.passed(1);
  CHECK(facts.may_hold("192.0.2"));
  CHECK(facts.complete(1, 2));
  facts.passed(2);
  CHECK_FALSE(facts.may_hold("192.0.2"));
}

TEST_CASE("with more facts than it may hold it holds none, until all have passed") {
  UnwrittenFacts facts(2);
  for (JournalSequence i = 1; i <= 2; ++i) add_one(facts, i, "192.0.2", 0);
  CHECK(facts.complete(0, 2));
  add_one(facts, 3, "192.0.2", 0);
  CHECK_FALSE(facts.complete(0, 3));
  CHECK_FALSE(facts.may_hold("192.0.2"));
  add_one(facts, 4, "192.0.2", 0);
  CHECK_FALSE(facts.complete(0, 4));
  add_one(facts, 5, "192.0.2", 4);
  CHECK(facts.complete(4, 5));
}

TEST_CASE("what a request names is found by its names, each copy, until its record has passed") {
  UnwrittenFacts facts(10);
  const Keys keys{"192.0.2", "alice", "sender.example", "al", "bob@here.example"};
  const Fact from{FactKind::from_awl, "192.0.2", "al", "sender.example", "", 90, 95};
  const Fact domain{FactKind::domain_awl, "192.0.2", "", "sender.example", "", 80, 85};
  Fact later = connect("192.0.2");
  later.first_seen = later.last_seen = 200;
  const auto named = [&] {
    std::vector<Fact> found;
    facts.each_named(keys, [&](const Fact& fact) { found.push_back(fact); });
    return found;
  };
  CHECK(named().empty());
  facts.add(1, {connect("192.0.2"), connect("192.0.2", "carol"), connect("192.0.3")}, 0);
  facts.add(2, {from, domain, later}, 0);
  CHECK(named() == std::vector<Fact>{domain, from, connect("192.0.2"), later});
  facts.passed(1);
  CHECK(named() == std::vector<Fact>{domain, from, later});
  facts.passed(2);
  CHECK(named().empty());
  facts.add(3, {from}, 2);
  CHECK(named() == std::vector<Fact>{from});
  facts.clear();
  CHECK(named().empty());
}

TEST_CASE("what the journal gave is found by its names, and does not count as all that it has") {
  UnwrittenFacts facts(10);
  const Keys keys{"192.0.2", "alice", "sender.example", "alice", "bob@here.example"};
  int found = 0;
  const auto count = [&](const Fact&) { ++found; };
  facts.take_in(5, std::make_shared<const std::vector<Fact>>(1, connect("192.0.2")));
  facts.each_named(keys, count);
  CHECK(found == 1);
  CHECK_FALSE(facts.complete(4, 5));
  // What comes behind it is all there is once that has passed.
  add_one(facts, 6, "192.0.3", 4);
  CHECK_FALSE(facts.complete(4, 6));
  facts.passed(5);
  CHECK(facts.complete(5, 6));
}

}  // namespace greycache::unwritten_facts_test
