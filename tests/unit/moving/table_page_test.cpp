// Tables read page by page as lines: all of their rows, each once.
#include "greycache/moving/table_page.h"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "greycache/moving/row_line.h"
#include "tests/contract/example_facts.h"
#include "tests/unit/storage/held_store.h"

namespace greycache {

namespace {

// All lines of a table, and in how many pages they came.
std::pair<std::multiset<std::string>, int> read_all(PersistentStore& store, MovedKind kind) {
  std::multiset<std::string> lines;
  TablePlace place;
  place.kind = kind;
  int pages = 0;
  while (!place.done) {
    const auto page = read_table_page(store, place);
    REQUIRE(page);
    ++pages;
    std::string_view text = page->lines;
    std::size_t rows = 0;
    for (; !text.empty(); ++rows) {
      lines.emplace(text.substr(0, text.find('\n')));
      text.remove_prefix(text.find('\n') + 1);
    }
    CHECK(rows == page->rows);
    CHECK(rows <= kTablePage);
  }
  return {lines, pages};
}

}  // namespace

TEST_CASE("facts of one kind, and nothing of the others") {
  std::size_t count = 0;
  for (const std::size_t rows : {std::size_t{0}, kTablePage - 1, kTablePage, kTablePage + 1}) {
    SUBCASE(std::to_string(rows).c_str()) {
      count = rows;
    }
  }
  HeldStore store;
  std::vector<Fact> facts;
  for (std::size_t i = 0; i < count; ++i) {
    facts.push_back(from_awl_fact("192.0.2", std::to_string(i), "d.example", 1, 2));
  }
  facts.push_back(connect_fact("192.0.2", "a", "d.example", "b@here.example", 1));
  REQUIRE(store.merge(facts));
  const auto [lines, pages] = read_all(store, MovedKind::from_awl);
  CHECK(lines.size() == count);
  CHECK(lines.count(row_line(facts.front())) == (count > 0 ? 1 : 0));
  CHECK(read_all(store, MovedKind::connect).first.size() == 1);
  CHECK(read_all(store, MovedKind::domain_awl).first.empty());
}

TEST_CASE("opt rows and what is expected") {
  HeldStore store;
  for (std::size_t i = 0; i < kTablePage + 1; ++i) {
    REQUIRE(
        store.change_opt_table(OptTable::optout_email, std::to_string(i) + "@here.example", true));
  }
  REQUIRE(store.change_opt_table(OptTable::optin_domain, "here.example", true));
  CHECK(read_all(store, MovedKind::optout_email).first.size() == kTablePage + 1);
  CHECK(read_all(store, MovedKind::optin_domain).first ==
        std::multiset<std::string>{R"({"kind":"optin_domain","row":"here.example"})"});
  const Expectation row{"bob@here.example", "", 9, 1, 9, false, ""};
  REQUIRE(store.merge_expectations({&row, 1}));
  CHECK(read_all(store, MovedKind::expectation).first == std::multiset<std::string>{row_line(row)});
}

TEST_CASE("a store that is away is an error") {
  HeldStore store;
  store.away = true;
  for (std::size_t kind = 0; kind < kMovedKinds; ++kind) {
    TablePlace place;
    place.kind = static_cast<MovedKind>(kind);
    CHECK_FALSE(read_table_page(store, place));
    CHECK_FALSE(place.done);
  }
}

}  // namespace greycache
