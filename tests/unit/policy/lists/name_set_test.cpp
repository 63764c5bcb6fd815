// Shows what a set of names holds while names come and go.
#include "greycache/policy/lists/name_set.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <random>
#include <set>
#include <string>

namespace greycache {

TEST_CASE("a name is held from its insertion to its removal") {
  NameSet names;
  CHECK_FALSE(names.contains("a@example.com"));
  CHECK(names.insert("a@example.com"));
  CHECK(names.contains("a@example.com"));
  CHECK_FALSE(names.contains("A@example.com"));
  CHECK_FALSE(names.contains("a@example.co"));
  CHECK(names.erase("a@example.com"));
  CHECK_FALSE(names.contains("a@example.com"));
  CHECK(names.empty());
}

TEST_CASE("a name is held once") {
  NameSet names;
  CHECK(names.insert("a"));
  CHECK_FALSE(names.insert("a"));
  CHECK(names.size() == 1);
  CHECK(names.erase("a"));
  CHECK_FALSE(names.erase("a"));
}

TEST_CASE("an empty name is a name") {
  NameSet names;
  CHECK_FALSE(names.contains(""));
  CHECK(names.insert(""));
  CHECK(names.contains(""));
  CHECK(names.erase(""));
}

TEST_CASE("a name of the greatest length is held, a longer one is not") {
  NameSet names;
  const std::string longest(NameSet::kMaxLength, 'x');
  CHECK(names.insert(longest));
  CHECK(names.contains(longest));
  CHECK_FALSE(names.insert(longest + "x"));
  CHECK_FALSE(names.contains(longest + "x"));
  CHECK_FALSE(names.contains(longest.substr(1)));
  CHECK(names.size() == 1);
}

TEST_CASE("after any sequence of changes a set agrees with the standard one") {
  std::mt19937 random(20261121);
  NameSet names;
  std::set<std::string> expected;
  for (int step = 0; step < 40'000; ++step) {
    const std::string name(1 + random() % 7, static_cast<char>('a' + random() % 26));
    const std::string varied = name + std::to_string(random() % 40);
    if (random() % 2 == 0) {
      REQUIRE(names.insert(varied) == expected.insert(varied).second);
    } else {
      REQUIRE(names.erase(varied) == (expected.erase(varied) == 1));
    }
    REQUIRE(names.size() == expected.size());
  }
  for (char letter = 'a'; letter <= 'z'; ++letter) {
    for (std::size_t length = 1; length <= 7; ++length) {
      for (int number = 0; number < 40; ++number) {
        const std::string name = std::string(length, letter) + std::to_string(number);
        REQUIRE(names.contains(name) == expected.contains(name));
      }
    }
  }
}

TEST_CASE("rows that come and go take no more memory") {
  NameSet names;
  for (int row = 0; row < 10'000; ++row) names.insert(fmt::format("user{:06}@example.com", row));
  const std::size_t before = names.memory();
  for (int round = 1; round <= 3; ++round) {
    for (int row = 0; row < 10'000; ++row) {
      CHECK(names.erase(fmt::format("user{:06}@example.com", row + (round - 1) * 10'000)));
      CHECK(names.insert(fmt::format("user{:06}@example.com", row + round * 10'000)));
    }
  }
  CHECK(names.size() == 10'000);
  CHECK(names.memory() < before + 1024);
}

TEST_CASE("a quarter of a million rows take less than a quarter of 200 MB") {
  NameSet names;
  for (int row = 0; row < 250'000; ++row) names.insert(fmt::format("user{:06}@example.com", row));
  CHECK(names.size() == 250'000);
  CHECK(names.memory() < 50'000'000);
}

}  // namespace greycache
