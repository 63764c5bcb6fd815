// Shows what a set of names holds.
#include "greycache/policy/lists/name_set.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <random>
#include <set>
#include <string>

namespace greycache {

TEST_CASE("a name is held from its insertion on, byte by byte") {
  NameSet names;
  CHECK(names.empty());
  CHECK_FALSE(names.contains("a@example.com"));
  CHECK(names.insert("a@example.com"));
  CHECK(names.contains("a@example.com"));
  CHECK_FALSE(names.contains("A@example.com"));
  CHECK_FALSE(names.contains("a@example.co"));
}

TEST_CASE("a name is held once") {
  NameSet names;
  CHECK(names.insert("a"));
  CHECK_FALSE(names.insert("a"));
  CHECK(names.size() == 1);
}

TEST_CASE("an empty name is a name") {
  NameSet names;
  CHECK_FALSE(names.contains(""));
  CHECK(names.insert(""));
  CHECK(names.contains(""));
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

TEST_CASE("a set of any names agrees with the standard one") {
  std::mt19937 random(20261121);
  NameSet names;
  std::set<std::string> expected;
  for (int step = 0; step < 4'000; ++step) {
    const std::string name(1 + random() % 7, static_cast<char>('a' + random() % 26));
    const std::string varied = name + std::to_string(random() % 40);
    REQUIRE(names.insert(varied) == expected.insert(varied).second);
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

TEST_CASE("a quarter of a million rows take less than a quarter of 200 MB") {
  NameSet names;
  for (int row = 0; row < 250'000; ++row) names.insert(fmt::format("user{:06}@example.com", row));
  CHECK(names.size() == 250'000);
  CHECK(names.memory() < 50'000'000);
}

}  // namespace greycache
