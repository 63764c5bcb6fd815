// The suite of every persistent store, part four: expectations.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/contract/persistent_store_suite.h"

namespace greycache::persistent_store_expectation_suite {

namespace {

constexpr UnixTime kTime = 1'760'000'000;

Expectation row(const std::string& recipient, const std::string& sender = "",
                UnixTime made_at = kTime, bool removed = false) {
  return {recipient, sender, kTime + 3600, made_at, kTime + 3600, removed, "why \xc3\xbc"};
}

std::vector<Expectation> page(PersistentStore& store, const Expectation& after = {},
                              std::size_t limit = 1000) {
  std::vector<Expectation> rows;
  REQUIRE_STORED(store.read_expectations(after, limit,
                                         [&](const Expectation& each) { rows.push_back(each); }));
  return rows;
}

std::int64_t version(PersistentStore& store) {
  const auto result = store.expectations_version();
  REQUIRE_STORED(result);
  return *result;
}

void merge(PersistentStore& store, const std::vector<Expectation>& rows) {
  REQUIRE_STORED(store.merge_expectations(rows));
}

}  // namespace

TEST_CASE("the expectation of two names is found, and no other") {
  const auto store = open_fresh_store();
  merge(*store, {row("bob@here.example"), row("bob@here.example", "a@x.example", kTime, true),
                 row("bob@here.example", "b@x.example")});
  const auto found = [&](const std::string& recipient, const std::string& sender) {
    const auto there = store->find_expectation(recipient, sender);
    REQUIRE_STORED(there);
    return *there;
  };
  CHECK(found("bob@here.example", "") == row("bob@here.example"));
  CHECK(found("bob@here.example", "a@x.example") ==
        row("bob@here.example", "a@x.example", kTime, true));
  CHECK_FALSE(found("bob@here.example", "a@x").has_value());
  CHECK_FALSE(found("bob@here.exampl", "").has_value());
}

TEST_CASE("an expectation comes out as it went in") {
  const auto store = open_fresh_store();
  CHECK(page(*store).empty());
  merge(*store, {});
  CHECK(page(*store).empty());
  const Expectation full{
      "b\xc3\xb6"
      "b'\\@here.example",
      "<>",
      kTime + 1,
      kTime,
      kTime + 99,
      true,
      "two words, 'quoted' \\"};
  merge(*store, {row("@here.example"), full});
  CHECK(page(*store) == std::vector<Expectation>{row("@here.example"), full});
  const auto other = reopened_store();
  REQUIRE_STORED(other->open());
  CHECK(page(*other) == page(*store));
}

TEST_CASE("rows of the same names merge as merge_into() has it, whichever comes first") {
  const std::vector<Expectation> rows{
      row("a@x.example"),
      row("a@x.example", "", kTime + 1, true),
      {"a@x.example", "", kTime + 10, kTime + 2, kTime + 10, false, ""},
      {"a@x.example", "", kTime + 10, kTime + 2, kTime + 10, false, "z"},
      {"a@x.example", "", kTime + 11, kTime + 2, kTime + 11, false, "a"},
      {"a@x.example", "", kTime + 5, kTime + 2, kTime + 5, true, ""}};
  for (const Expectation& first : rows) {
    for (const Expectation& second : rows) {
      const auto store = open_fresh_store();
      merge(*store, {first});
      merge(*store, {second});
      merge(*store, {first});
      Expectation expected = first;
      merge_into(expected, second);
      CHECK(page(*store) == std::vector<Expectation>{expected});
    }
  }
}

TEST_CASE("they are read page by page, in byte order of recipient and sender") {
  const auto store = open_fresh_store();
  merge(*store, {row("b@x.example", "z@x.example"), row("b@x.example"), row("B@x.example"),
                 row("\xc3\xa4@x.example"), row("b@x.example", "<>"), row("@x.example")});
  const auto names = [&](const Expectation& after, std::size_t limit) {
    std::string text;
    for (const Expectation& each : page(*store, after, limit)) {
      text += each.recipient + "<" + each.sender + " ";
    }
    return text;
  };
  CHECK(names({}, 3) == "@x.example< B@x.example< b@x.example< ");
  CHECK(names(row("b@x.example"), 2) == "b@x.example<<> b@x.example<z@x.example ");
  CHECK(names(row("b@x.example", "z@x.example"), 9) == "\xc3\xa4@x.example< ");
  CHECK(names(row("\xc3\xa4@x.example"), 9).empty());
}

TEST_CASE("each change of an expectation makes another version, by whomever") {
  const auto store = open_fresh_store();
  const std::int64_t empty = version(*store);
  CHECK(version(*store) == empty);
  merge(*store, {row("a@x.example")});
  const std::int64_t first = version(*store);
  CHECK(first != empty);
  merge(*store, {row("a@x.example", "", kTime + 1, true)});
  CHECK(version(*store) != first);
  const std::int64_t second = version(*store);
  const auto other = reopened_store();
  REQUIRE_STORED(other->open());
  merge(*other, {row("b@x.example")});
  CHECK(version(*store) != second);
  CHECK(page(*store).size() == 2);
  const std::int64_t third = version(*store);
  REQUIRE_STORED(store->forget_expectations(kTime + 3601));
  CHECK(version(*store) != third);
}

TEST_CASE("what was kept until before a time is forgotten, removed or not") {
  const auto store = open_fresh_store();
  merge(*store, {row("a@x.example"),
                 row("b@x.example", "", kTime, true),
                 {"c@x.example", "", kTime + 1, kTime, kTime + 3601, false, ""}});
  REQUIRE_STORED(store->forget_expectations(kTime + 3600));
  CHECK(page(*store).size() == 3);
  REQUIRE_STORED(store->forget_expectations(kTime + 3601));
  const auto left = page(*store);
  REQUIRE(left.size() == 1);
  CHECK(left[0].recipient == "c@x.example");
}

TEST_CASE("a row that makes no sense is refused with all that came with it") {
  const auto store = open_fresh_store();
  for (const Expectation& bad : {row(""), row(std::string(kExpectedNameLimit + 1, 'a')),
                                 row("a@x.example", std::string(kExpectedNameLimit + 1, 'a')),
                                 Expectation{"a@x.example", "", kTime, kTime, kTime, false,
                                             std::string(kExpectedWhyLimit + 1, 'a')}}) {
    const auto merged = store->merge_expectations(std::vector{row("good@x.example"), bad});
    REQUIRE_FALSE(merged.has_value());
    CHECK(merged.error().kind == StoreError::Kind::data);
    CHECK(page(*store).empty());
  }
  const Expectation longest{std::string(kExpectedNameLimit, 'a'),
                            std::string(kExpectedNameLimit, 'b'),
                            kTime,
                            kTime,
                            kTime,
                            false,
                            std::string(kExpectedWhyLimit, 'c')};
  merge(*store, {longest});
  CHECK(page(*store) == std::vector<Expectation>{longest});
}

TEST_CASE("many rows are merged and read") {
  const auto store = open_fresh_store();
  std::vector<Expectation> rows;
  for (int i = 0; i < 2500; ++i) rows.push_back(row("u" + std::to_string(i) + "@x.example"));
  merge(*store, rows);
  CHECK(page(*store, {}, 10'000).size() == 2500);
}

}  // namespace greycache::persistent_store_expectation_suite
