// A search through a SQLite file goes on where its last piece ended.
#include "greycache/sqlite/search_piece.h"

#include <doctest/doctest.h>

#include <set>

#include "greycache/sqlite/sqlite_store.h"
#include "tests/contract/example_facts.h"
#include "tests/unit/temporary_directory.h"

namespace greycache {

TEST_CASE("pieces of no time look at a few hundred entries each, at every entry once") {
  const TemporaryDirectory directory;
  SqliteStore store(directory.path(), Durability::process);
  REQUIRE(store.open());
  std::vector<Fact> facts;
  for (int i = 0; i < 2000; ++i) {
    const std::string src = "10.0." + std::to_string(i % 7);
    const std::string name = "n" + std::to_string(i);
    facts.push_back(connect_fact(src, name, "d.example", "r", kTestTime));
    facts.push_back(from_awl_fact(src, name, "d.example", kTestTime, kTestTime));
  }
  // Moments of one attempt are rows of their own.
  facts.push_back(connect_fact("10.0.0", "n0", "d.example", "r", kTestTime + 1));
  REQUIRE(store.merge(facts));
  auto database = Database::open(directory.file("greycache.sqlite"), Database::Synchronous::off,
                                 std::chrono::milliseconds(10));
  REQUIRE(database.has_value());
  std::multiset<std::string> names;
  int pieces = 0;
  for (SearchPlace place; !place.done; ++pieces) {
    const auto piece = search_piece(*database, {"d.example", "", {}, ""}, place, 10'000,
                                    std::chrono::milliseconds(0));
    REQUIRE(piece.has_value());
    for (const Fact& fact : *piece) names.insert(fact.sender_name);
  }
  CHECK(pieces > 6);
  CHECK(names.size() == 4001);
  CHECK(names.count("n0") == 3);
  CHECK(names.count("n1999") == 2);
}

}  // namespace greycache
