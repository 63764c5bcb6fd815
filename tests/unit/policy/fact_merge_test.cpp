// Shows that facts merge to the same state in any order, and that decisions do not mind duplicates.
#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "greycache/policy/decide.h"

namespace greycache::fact_merge_test {

namespace {

constexpr UnixTime kNow = 1'760'000'000;

class RandomFacts {
 public:
  explicit RandomFacts(unsigned seed) : random_(seed) {}

  std::vector<Fact> facts(std::size_t most) {
    std::vector<Fact> result(random_() % (most + 1));
    for (Fact& fact : result) fact = one();
    return result;
  }

  Fact one() {
    Fact fact;
    fact.kind = static_cast<FactKind>(random_() % kFactKinds);
    fact.src = random_() % 4 == 0 ? "198.51.100" : "192.0.2";
    fact.sender_domain = name();
    if (fact.kind != FactKind::domain_awl) fact.sender_name = name();
    if (fact.kind == FactKind::connect) fact.rcpt = name();
    fact.first_seen = kNow - static_cast<UnixTime>(random_() % 100'000) + 100;
    fact.last_seen = fact.first_seen;
    if (fact.kind != FactKind::connect) fact.last_seen += static_cast<UnixTime>(random_() % 90'000);
    return fact;
  }

  template <typename T>
  void shuffle(T& items) {
    std::shuffle(items.begin(), items.end(), random_);
  }

 private:
  std::string name() { return std::string(1, static_cast<char>('a' + random_() % 3)); }

  std::mt19937 random_;
};

std::vector<Fact> together(std::vector<Fact> first, const std::vector<Fact>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return merged(std::move(first));
}

// What is known of `keys` out of the facts of its source.
KnownEntries known_of(const std::vector<Fact>& facts, const Keys& keys) {
  KnownEntries known;
  for (const Fact& fact : merged(facts)) {
    if (fact.sender_domain != keys.sender_domain) continue;
    if (fact.kind == FactKind::domain_awl) known.domain_awl = fact;
    if (fact.kind == FactKind::from_awl && fact.sender_name == keys.awl_name) known.from_awl = fact;
    if (fact.kind == FactKind::connect && fact.sender_name == keys.sender_name &&
        fact.rcpt == keys.rcpt) {
      known.connect = fact;
    }
  }
  return known;
}

Decision decide_by(const std::vector<Fact>& facts, const Keys& keys, const Rules& rules) {
  return decide(rules, keys, known_of(facts, keys), kNow,
                tally_of(merged(facts), keys, rules, cutoffs_at(rules, kNow)));
}

std::vector<Fact> of_source(std::vector<Fact> facts, const std::string& src) {
  std::erase_if(facts, [&](const Fact& fact) { return fact.src != src; });
  return facts;
}

}  // namespace

TEST_CASE("merging is commutative, associative and idempotent") {
  for (unsigned seed = 1; seed <= 500; ++seed) {
    CAPTURE(seed);
    RandomFacts random(seed);
    const auto a = random.facts(12);
    const auto b = random.facts(12);
    const auto c = random.facts(12);
    REQUIRE(together(a, b) == together(b, a));
    REQUIRE(together(together(a, b), c) == together(a, together(b, c)));
    REQUIRE(together(a, a) == merged(a));
    REQUIRE(merged(merged(a)) == merged(a));
  }
}

TEST_CASE("by moment AWL entries are merged, and connects only where they are the same") {
  const Fact connect{FactKind::connect, "192.0.2", "a", "b", "c", 5, 5};
  Fact later = connect;
  later.first_seen = later.last_seen = 6;
  const Fact awl{FactKind::from_awl, "192.0.2", "a", "b", "", 3, 4};
  Fact longer = awl;
  longer.last_seen = 9;
  CHECK(merged_by_moment({later, awl, connect, longer, later}) ==
        std::vector<Fact>{connect, later, longer});
}

TEST_CASE("changes in any order and number leave the same state") {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    RandomFacts random(seed);
    const auto changes = random.facts(20);
    auto repeated = together(changes, {});
    repeated.insert(repeated.end(), changes.begin(), changes.end());
    random.shuffle(repeated);
    REQUIRE(merged(repeated) == merged(changes));
  }
}

TEST_CASE("a decision is the same whether a change arrived once or again") {
  const Keys keys{"192.0.2", "a", "b", "a", "c"};
  Rules rules;
  rules.connect_src_throttle = 3;
  for (unsigned seed = 1; seed <= 500; ++seed) {
    CAPTURE(seed);
    RandomFacts random(seed);
    auto facts = of_source(random.facts(20), keys.src);
    const Decision first = decide_by(facts, keys, rules);
    auto repeated = facts;
    repeated.insert(repeated.end(), facts.begin(), facts.end());
    random.shuffle(repeated);
    const Decision again = decide_by(repeated, keys, rules);
    REQUIRE(first.outcome == again.outcome);
    REQUIRE(first.changes == again.changes);
    REQUIRE(first.delay == again.delay);
  }
}

TEST_CASE("applying a decision's changes twice is applying them once") {
  const Keys keys{"192.0.2", "a", "b", "a", "c"};
  const Rules rules;
  for (unsigned seed = 1; seed <= 500; ++seed) {
    CAPTURE(seed);
    RandomFacts random(seed);
    const auto facts = of_source(random.facts(20), keys.src);
    const Decision decision = decide_by(facts, keys, rules);
    const auto once = together(facts, decision.changes);
    REQUIRE(together(once, decision.changes) == once);
  }
}

}  // namespace greycache::fact_merge_test
