// Shows the table of sources: found by name, ordered by use, removed without trace.
#include "greycache/memory/source_table.h"

#include <doctest/doctest.h>

#include <map>
#include <random>
#include <string>

namespace greycache {

TEST_CASE("source table: get adds once, find does not add") {
  SourceTable table(3);
  CHECK(table.find("a") == nullptr);
  Source& a = table.get("a");
  CHECK(a.page.src() == "a");
  CHECK(&table.get("a") == &a);
  CHECK(table.find("a") == &a);
  CHECK(table.find("b") == nullptr);
  CHECK(table.size() == 1);
}

TEST_CASE("source table: the oldest is the least recently used") {
  SourceTable table(3);
  CHECK(table.oldest() == nullptr);
  for (const char* src : {"a", "b", "c"}) table.get(src);
  CHECK(table.full());
  CHECK(table.oldest()->page.src() == "a");
  table.touch(*table.find("a"));
  CHECK(table.oldest()->page.src() == "b");
  table.remove(*table.find("c"));
  CHECK_FALSE(table.full());
  table.remove(*table.oldest());
  CHECK(table.oldest()->page.src() == "a");
  table.touch(*table.find("a"));
  table.remove(*table.oldest());
  CHECK(table.oldest() == nullptr);
  CHECK(table.size() == 0);
}

TEST_CASE("source table: a source added again is not resident") {
  SourceTable table(1);
  table.get("a").residence = Residence::whole;
  table.remove(*table.find("a"));
  CHECK(table.get("a").residence == Residence::absent);
}

TEST_CASE("source table: agrees with a map through many additions and removals") {
  constexpr std::size_t kMost = 500;
  SourceTable table(kMost);
  std::map<std::string, int> expected;
  std::mt19937 random(20240501);
  for (int i = 0; i < 50'000; ++i) {
    const std::string src = std::to_string(random() % 1000);
    Source* source = table.find(src);
    REQUIRE((source != nullptr) == expected.contains(src));
    if (source != nullptr) {
      REQUIRE(source->page.src() == src);
      table.remove(*source);
      expected.erase(src);
    } else if (!table.full()) {
      table.get(src);
      expected[src] = i;
    }
    REQUIRE(table.size() == expected.size());
  }
  // What has stayed longest is the oldest.
  while (Source* oldest = table.oldest()) {
    const std::string src(oldest->page.src());
    for (const auto& [other, since] : expected) REQUIRE(since >= expected[src]);
    expected.erase(src);
    table.remove(*oldest);
  }
  CHECK(expected.empty());
}

TEST_CASE("source table: all are where they were before, at and after the large table") {
  constexpr std::size_t kFew = SourceTable::kFew;
  for (const std::size_t most : {kFew - 1, kFew, kFew + 1, 3 * kFew}) {
    SourceTable table(most);
    const auto name = [](std::size_t i) { return "192.0." + std::to_string(i); };
    const Source* const first = &table.get(name(0));
    for (std::size_t i = 1; i < most; ++i) table.get(name(i));
    CHECK(table.full());
    CHECK(table.find(name(0)) == first);
    CHECK(table.oldest() == first);
    for (std::size_t i = 0; i < most; ++i) REQUIRE(table.find(name(i)) != nullptr);
    CHECK(table.find(name(most)) == nullptr);
    for (std::size_t i = 0; i < most; i += 2) table.remove(*table.find(name(i)));
    for (std::size_t i = 0; i < most; ++i)
      REQUIRE((table.find(name(i)) != nullptr) == (i % 2 == 1));
  }
}

}  // namespace greycache
