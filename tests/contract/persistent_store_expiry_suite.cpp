// The suite of every persistent store, part two: expiry, questions of an operator, opt tables.
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/contract/example_facts.h"
#include "tests/contract/persistent_store_suite.h"

namespace greycache::persistent_store_expiry_suite {

namespace {

constexpr UnixTime kTime = kTestTime;
constexpr Cutoffs kCutoffs = {kTime, kTime};

Fact connect_at(const std::string& name, UnixTime time) {
  return connect_fact("192.0.2", name, "d.example", "r@here.example", time);
}

std::vector<Fact> expire_all(PersistentStore& store, const Cutoffs& cutoffs) {
  std::vector<Fact> forgotten;
  std::size_t deleted = 0;
  do {
    const auto result = store.expire(cutoffs, 1000, forgotten);
    REQUIRE_STORED(result);
    deleted = *result;
  } while (deleted >= 1000);
  std::sort(forgotten.begin(), forgotten.end(), fact_before);
  return forgotten;
}

std::vector<Fact> found(PersistentStore& store, const FactSearch& wanted, std::size_t limit = 100) {
  std::vector<Fact> facts;
  for (SearchPlace place; !place.done;) {
    const auto piece = store.search(wanted, place, limit);
    REQUIRE_STORED(piece);
    CHECK(piece->size() <= limit);
    facts.insert(facts.end(), piece->begin(), piece->end());
  }
  std::sort(facts.begin(), facts.end(), fact_before);
  return facts;
}

std::int64_t version(PersistentStore& store) {
  const auto result = store.opt_tables_version();
  REQUIRE_STORED(result);
  return *result;
}

// Whether the change works and makes another version.
bool changes_version(PersistentStore& store, OptTable table, const std::string& row, bool add) {
  const std::int64_t before = version(store);
  REQUIRE_STORED(store.change_opt_table(table, row, add));
  return version(store) != before;
}

}  // namespace

TEST_CASE("load leaves out a connect first seen before the cutoff, not at it") {
  const auto store = open_fresh_store();
  store_facts(*store, {connect_at("before", kTime - 1), connect_at("at", kTime),
                       connect_at("after", kTime + 1)});
  const std::vector<Fact> expected = {connect_at("after", kTime + 1), connect_at("at", kTime)};
  CHECK(loaded(*store, {"192.0.2"}, kCutoffs) == expected);
}

TEST_CASE("load leaves out an AWL entry last seen before or at the cutoff") {
  const auto store = open_fresh_store();
  const Fact sender = from_awl_fact("192.0.2", "after", "d.example", 5, kTime + 1);
  const Fact domain = domain_awl_fact("192.0.2", "after.example", 5, kTime + 1);
  store_facts(*store, {from_awl_fact("192.0.2", "before", "d.example", 5, kTime - 1),
                       from_awl_fact("192.0.2", "at", "d.example", 5, kTime), sender,
                       domain_awl_fact("192.0.2", "before.example", 5, kTime - 1),
                       domain_awl_fact("192.0.2", "at.example", 5, kTime), domain});
  CHECK(loaded(*store, {"192.0.2"}, kCutoffs) == std::vector<Fact>{sender, domain});
}

TEST_CASE("an expired copy of a connect does not hide a younger one, whatever came first") {
  const auto store = open_fresh_store();
  store_facts(*store, {connect_at("a", kTime - 3600), connect_at("b", kTime + 100)});
  store_facts(*store, {connect_at("a", kTime + 100), connect_at("b", kTime - 3600)});
  const std::vector<Fact> expected = {connect_at("a", kTime + 100), connect_at("b", kTime + 100)};
  CHECK(loaded(*store, {"192.0.2"}, kCutoffs) == expected);
  CHECK(expire_all(*store, kCutoffs).empty());
  CHECK(loaded(*store, {"192.0.2"}, kCutoffs) == expected);
}

TEST_CASE("expire deletes exactly what no longer counts and tells the connects") {
  const auto store = open_fresh_store();
  const std::vector<Fact> living = {connect_at("at", kTime),
                                    from_awl_fact("192.0.2", "n", "d.example", 5, kTime + 1),
                                    domain_awl_fact("192.0.2", "d.example", 5, kTime + 1)};
  store_facts(*store, living);
  store_facts(*store, {connect_at("old", kTime - 1), connect_at("older", kTime - 40 * 86400),
                       from_awl_fact("192.0.2", "old", "d.example", 5, kTime),
                       domain_awl_fact("192.0.2", "old.example", 5, kTime)});
  const std::vector<Fact> expected = {connect_at("old", kTime - 1),
                                      connect_at("older", kTime - 40 * 86400)};
  CHECK(expire_all(*store, kCutoffs) == expected);
  CHECK(loaded(*store, {"192.0.2"}) == merged(living));
  CHECK(expire_all(*store, kCutoffs).empty());
}

TEST_CASE("expire deletes no more of a kind than its limit") {
  const auto store = open_fresh_store();
  std::vector<Fact> facts;
  for (int i = 0; i < 25; ++i) facts.push_back(connect_at("n" + std::to_string(i), kTime - 1 - i));
  store_facts(*store, facts);
  std::vector<Fact> forgotten;
  for (const std::size_t expected : std::vector<std::size_t>{10, 10, 5, 0}) {
    const std::size_t before = forgotten.size();
    const auto result = store->expire(kCutoffs, 10, forgotten);
    REQUIRE_STORED(result);
    CHECK(*result == expected);
    CHECK(forgotten.size() - before == expected);
  }
  std::sort(forgotten.begin(), forgotten.end(), fact_before);
  CHECK(forgotten == merged(facts));
}

TEST_CASE("expire with several kinds returns less than the limit only at the end") {
  const auto store = open_fresh_store();
  std::vector<Fact> facts;
  for (int i = 0; i < 12; ++i) {
    facts.push_back(from_awl_fact("192.0.2", std::to_string(i), "d.example", 5, kTime - i));
    facts.push_back(domain_awl_fact("192.0.2", std::to_string(i), 5, kTime - i));
  }
  store_facts(*store, facts);
  std::vector<Fact> forgotten;
  std::size_t total = 0;
  for (int call = 0; call < 10; ++call) {
    const auto result = store->expire(kCutoffs, 5, forgotten);
    REQUIRE_STORED(result);
    total += *result;
    if (*result < 5) break;
  }
  CHECK(total == 24);
  CHECK(forgotten.empty());
  CHECK(loaded(*store, {"192.0.2"}).empty());
}

TEST_CASE("load brings times of a clock that was wrong back to the greatest that counts") {
  const auto store = open_fresh_store();
  store_facts(*store, {connect_at("at", kTime + 10), connect_at("beyond", kTime + 11),
                       from_awl_fact("192.0.2", "at", "d.example", 5, kTime + 10),
                       from_awl_fact("192.0.2", "beyond", "d.example", 5, kTime + 11),
                       domain_awl_fact("192.0.2", "x.example", kTime + 900, kTime + 1000)});
  const std::vector<Fact> expected =
      merged({connect_at("at", kTime + 10), connect_at("beyond", kTime + 10),
              from_awl_fact("192.0.2", "at", "d.example", 5, kTime + 10),
              from_awl_fact("192.0.2", "beyond", "d.example", 5, kTime + 10),
              domain_awl_fact("192.0.2", "x.example", kTime + 10, kTime + 10)});
  CHECK(loaded(*store, {"192.0.2"}, {kTime, kTime, kTime + 10}) == expected);
  CHECK(loaded(*store, {"192.0.2"}).size() == 5);
}

TEST_CASE("expire brings what a wrong clock wrote back for good, so that it ends, too") {
  const auto store = open_fresh_store();
  const std::vector<Fact> facts = {
      connect_at("a", kTime + 10), connect_at("a", kTime + 90'000), connect_at("b", kTime + 90'000),
      from_awl_fact("192.0.2", "n", "d.example", 5, kTime + 400 * 86'400),
      domain_awl_fact("192.0.2", "d.example", kTime + 90'000, kTime + 90'000)};
  store_facts(*store, facts);
  expire_all(*store, {kTime, kTime, kTime + 10});
  const std::vector<Fact> expected =
      merged({connect_at("a", kTime + 10), connect_at("b", kTime + 10),
              from_awl_fact("192.0.2", "n", "d.example", 5, kTime + 10),
              domain_awl_fact("192.0.2", "d.example", kTime + 10, kTime + 10)});
  CHECK(loaded(*store, {"192.0.2"}) == expected);
  CHECK(expire_all(*store, {kTime + 11, kTime + 10}).size() == 2);
  CHECK(loaded(*store, {"192.0.2"}).empty());
}

TEST_CASE("expire leaves times up to the greatest that counts alone") {
  const auto store = open_fresh_store();
  const std::vector<Fact> facts = {connect_at("a", kTime + 10),
                                   from_awl_fact("192.0.2", "n", "d.example", 5, kTime + 10)};
  store_facts(*store, facts);
  std::vector<Fact> forgotten;
  const auto done = store->expire({kTime, kTime, kTime + 10}, 1000, forgotten);
  REQUIRE_STORED(done);
  CHECK(*done == 0);
  CHECK(loaded(*store, {"192.0.2"}) == merged(facts));
}

TEST_CASE("an operator finds what a sender has, under each of its names, and what waits for one") {
  const auto store = open_fresh_store();
  const Fact a = connect_fact("192.0.2", "alice+1", "x.example", "r", kTime);
  const Fact b = from_awl_fact("10.0.0", "alice", "x.example", kTime, kTime + 1);
  const Fact c = domain_awl_fact("10.0.0", "x.example", kTime, kTime + 1);
  const Fact d = connect_fact("192.0.2", "bob", "x.example", "r", kTime);
  const Fact e = connect_fact("192.0.2", "bob", "z.example", "r", kTime);
  store_facts(*store, {a, b, c, d, e, from_awl_fact("10.0.0", "bob", "z.example", kTime, kTime)});
  CHECK(found(*store, {"x.example", "alice+1", {"alice", "other"}, ""}) ==
        std::vector<Fact>{a, b, c});
  CHECK(found(*store, {"x.example", "", {}, ""}) == std::vector<Fact>{a, d, b, c});
  CHECK(found(*store, {"", "", {}, "r"}) == std::vector<Fact>{a, d, e});
  CHECK(found(*store, {"nowhere.example", "bob", {"bob"}, "nobody"}).empty());
}

TEST_CASE("a sender is found exactly: no character is a wildcard or a quote") {
  const auto store = open_fresh_store();
  const Fact odd = connect_fact("192.0.2", "%_*'\"\\", "d.example", "r", kTime);
  store_facts(*store, {odd, connect_fact("192.0.2", "plain", "d.example", "r", kTime)});
  CHECK(found(*store, {"d.example", "%", {"%"}, "%"}).empty());
  CHECK(found(*store, {"d.example", "p____", {}, ""}).empty());
  CHECK(found(*store, {"%.example", "plain", {}, ""}).empty());
  CHECK(found(*store, {"d.example", "%_*'\"\\", {}, ""}) == std::vector<Fact>{odd});
}

TEST_CASE("a piece of a search returns no more facts than asked for") {
  const auto store = open_fresh_store();
  std::vector<Fact> facts;
  for (int i = 0; i < 20; ++i) {
    facts.push_back(connect_fact("10.0." + std::to_string(i), "n", "d.example", "r", kTime));
  }
  store_facts(*store, facts);
  CHECK(found(*store, {"d.example", "", {}, ""}, 7).size() == 7);
  CHECK(found(*store, {"d.example", "", {}, ""}, 40).size() == 20);
}

TEST_CASE("few entries are counted exactly") {
  const auto store = open_fresh_store();
  store_facts(*store, {connect_at("a", kTime), connect_at("b", kTime), connect_at("c", kTime),
                       from_awl_fact("192.0.2", "a", "d.example", kTime, kTime),
                       from_awl_fact("192.0.2", "b", "d.example", kTime, kTime),
                       domain_awl_fact("192.0.2", "d.example", kTime, kTime)});
  store_facts(*store, {connect_at("a", kTime + 1)});
  const auto counts = store->count();
  REQUIRE_STORED(counts);
  CHECK(counts->connect == 3);
  CHECK(counts->from_awl == 2);
  CHECK(counts->domain_awl == 1);
}

TEST_CASE("rows of the opt tables are added and removed, each table for itself") {
  const auto store = open_fresh_store();
  const std::vector<OptTable> tables = {OptTable::optin_domain, OptTable::optin_email,
                                        OptTable::optout_domain, OptTable::optout_email};
  for (const OptTable table : tables) CHECK(opt_rows(*store, table).empty());
  for (std::size_t i = 0; i < tables.size(); ++i) {
    REQUIRE_STORED(store->change_opt_table(tables[i], "both.example", true));
    REQUIRE_STORED(store->change_opt_table(tables[i], std::to_string(i) + "'\\.example", true));
  }
  REQUIRE_STORED(store->change_opt_table(OptTable::optin_email, "both.example", false));
  for (std::size_t i = 0; i < tables.size(); ++i) {
    std::vector<std::string> expected = {std::to_string(i) + "'\\.example"};
    if (tables[i] != OptTable::optin_email) expected.emplace_back("both.example");
    CHECK(opt_rows(*store, tables[i]) == expected);
  }
}

TEST_CASE("adding a row that is there and removing one that is not change nothing, and say so") {
  const auto store = open_fresh_store();
  const auto change = [&](const std::string& row, bool add) {
    const auto changed = store->change_opt_table(OptTable::optin_email, row, add);
    REQUIRE_STORED(changed);
    return *changed;
  };
  CHECK(change("a@here.example", true));
  CHECK_FALSE(change("a@here.example", true));
  CHECK_FALSE(change("b@here.example", false));
  CHECK(opt_rows(*store, OptTable::optin_email) == std::vector<std::string>{"a@here.example"});
  CHECK(change("a@here.example", false));
  CHECK(opt_rows(*store, OptTable::optin_email).empty());
}

TEST_CASE("of many rows of an opt table each says whether it changed the table") {
  const auto store = open_fresh_store();
  const auto change = [&](const std::vector<std::string>& rows, bool add) {
    const auto changed = store->change_opt_rows(OptTable::optin_email, rows, add);
    REQUIRE_STORED(changed);
    return *changed;
  };
  using Changed = std::vector<bool>;
  CHECK(change({}, true).empty());
  CHECK(change({"b@here.example"}, true) == Changed{true});
  CHECK(change({"c@here.example", "b@here.example", "a@here.example", "a@here.example"}, true) ==
        Changed{true, false, true, false});
  CHECK(change({"c@here.example", "\xff", "d@here.example", "c@here.example"}, false) ==
        Changed{true, false, false, false});
  CHECK(opt_rows(*store, OptTable::optin_email) ==
        std::vector<std::string>{"a@here.example", "b@here.example"});
}

TEST_CASE("each change of an opt table makes another version") {
  const auto store = open_fresh_store();
  CHECK(changes_version(*store, OptTable::optin_domain, "a.example", true));
  CHECK(changes_version(*store, OptTable::optin_email, "a@a.example", true));
  CHECK(changes_version(*store, OptTable::optout_domain, "a.example", true));
  CHECK(changes_version(*store, OptTable::optout_email, "a@a.example", true));
  CHECK(changes_version(*store, OptTable::optout_email, "a@a.example", false));
  const std::int64_t before = version(*store);
  store_facts(*store, {connect_at("a", kTime)});
  CHECK(version(*store) == before);
}

TEST_CASE("a change of an opt table by another process makes another version") {
  const auto store = open_fresh_store();
  const std::int64_t before = version(*store);
  const auto other = reopened_store();
  REQUIRE_STORED(other->open());
  REQUIRE_STORED(other->change_opt_table(OptTable::optout_domain, "a.example", true));
  CHECK(version(*store) != before);
  CHECK(opt_rows(*store, OptTable::optout_domain) == std::vector<std::string>{"a.example"});
}

TEST_CASE("an opt table is read page by page, in byte order") {
  const auto store = open_fresh_store();
  for (const char* row : {"b@here.example", "B@here.example", "ä@here.example", "a_@here.example",
                          "a-@here.example"}) {
    REQUIRE_STORED(store->change_opt_table(OptTable::optin_email, row, true));
  }
  const auto page = [&](const std::string& after, std::size_t limit) {
    std::vector<std::string> rows;
    REQUIRE_STORED(store->read_opt_table(OptTable::optin_email, after, limit,
                                         [&](std::string_view row) { rows.emplace_back(row); }));
    return rows;
  };
  using Page = std::vector<std::string>;
  CHECK(page("", 2) == Page{"B@here.example", "a-@here.example"});
  CHECK(page("a-@here.example", 2) == Page{"a_@here.example", "b@here.example"});
  CHECK(page("b@here.example", 2) == Page{"ä@here.example"});
  CHECK(page("a-@here.example0", 1) == Page{"a_@here.example"});
  CHECK(page("ä@here.example", 2).empty());
}

}  // namespace greycache::persistent_store_expiry_suite
