// The connections of a daemon to its store, two of them, with an entry.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "greycache/sqlite/sqlite_store.h"
#include "tests/contract/example_facts.h"
#include "tests/unit/temporary_directory.h"

namespace greycache {

inline std::vector<Fact> facts_of(const std::string& src) {
  return {connect_fact(src, "n", "d.example", "r", kTestTime)};
}

struct OpenStores {
  OpenStores() {
    REQUIRE(writing.open());
    REQUIRE(writing.merge(facts_of("192.0.2")));
    REQUIRE(has(reading, "192.0.2"));
  }
  static bool has(SqliteStore& store, const std::string& src) {
    const auto loaded = store.load(std::vector<std::string>{src}, {}, 100);
    REQUIRE(loaded.has_value());
    return loaded->front().facts == facts_of(src);
  }

  TemporaryDirectory directory;
  std::string file = directory.file("greycache.sqlite");
  SqliteStore writing{directory.path(), Durability::process};
  SqliteStore reading{directory.path(), Durability::process, SqliteStore::Role::beside};
};

}  // namespace greycache
