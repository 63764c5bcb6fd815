// Shows that an excerpt of a source's facts decides as all of them do.
#include "greycache/policy/excerpt.h"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "greycache/policy/decide.h"

namespace greycache::excerpt_test {

namespace {

constexpr UnixTime kNow = 1'760'000'000;

class Chance {
 public:
  int below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }

  std::string name() { return std::string(1, static_cast<char>('a' + below(6))); }
  std::string domain() { return "d" + std::to_string(below(4)) + ".example"; }
  Fact fact() {
    const UnixTime first = kNow - below(90'000);
    const int kind = below(10);
    if (kind == 0) return {FactKind::domain_awl, "s", "", domain(), "", first, kNow};
    if (kind < 4) return {FactKind::from_awl, "s", name(), domain(), "", first, kNow};
    return {FactKind::connect, "s", name(), domain(), "r" + std::to_string(below(3)), first, first};
  }

 private:
  std::mt19937 random_{11};
};

Rules rules_of(Chance& chance) {
  Rules rules;
  rules.group_domain_level = chance.below(4);
  rules.connect_src_throttle = chance.below(5);
  return rules;
}

Outcome outcome(const std::vector<Fact>& named, const std::vector<Fact>& counted, const Keys& keys,
                const Rules& rules) {
  KnownEntries known;
  ExcerptFilter only_named(keys, {});
  for (const Fact& fact : named) {
    if (!only_named.takes(fact)) continue;
    (fact.kind == FactKind::connect    ? known.connect
     : fact.kind == FactKind::from_awl ? known.from_awl
                                       : known.domain_awl) = fact;
  }
  return decide(rules, keys, known, kNow, tally_of(counted, keys, rules, cutoffs_at(rules, kNow)))
      .outcome;
}

}  // namespace

TEST_CASE("an excerpt decides as all facts of the source do") {
  Chance chance;
  for (int i = 0; i < 5000; ++i) {
    std::vector<Fact> all;
    for (int left = chance.below(60); left > 0; --left) all.push_back(chance.fact());
    all = merged(std::move(all));
    std::erase_if(all, [](const Fact& f) { return expired(f, cutoffs_at(Rules{}, kNow)); });
    const std::string name = chance.name();
    const Keys keys{"s", name, chance.domain(), name, "r" + std::to_string(chance.below(3))};
    const Rules rules = rules_of(chance);
    ExcerptFilter filter(keys, excerpt_for(rules));
    std::vector<Fact> some = all;
    std::erase_if(some, [&filter](const Fact& fact) { return !filter.takes(fact); });
    REQUIRE(some.size() <= excerpt_for(rules).most());
    CAPTURE(i);
    REQUIRE(outcome(some, some, keys, rules) == outcome(all, all, keys, rules));
  }
}

TEST_CASE("an excerpt holds what the rules compare, and no more") {
  Rules rules;
  rules.group_domain_level = 0;
  CHECK(excerpt_for(rules).most() == 3);
  rules.group_domain_level = 1;
  CHECK(excerpt_for(rules).most() == 3);
  rules.group_domain_level = 5;
  CHECK(excerpt_for(rules).from_awl_of_domain == 4);
  CHECK(excerpt_for(rules).connect == 0);
  rules.connect_src_throttle = 3;
  CHECK(excerpt_for(rules).from_awl == 3);
  CHECK(excerpt_for(rules).domain_awl == 1);
  CHECK(excerpt_for(rules).connect == 3 + kMostTakenApart);
}

}  // namespace greycache::excerpt_test
