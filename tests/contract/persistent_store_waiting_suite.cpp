// The suite of stores that an operator looks through: pages of what waits, in every order.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

#include "tests/contract/example_facts.h"
#include "tests/contract/persistent_store_suite.h"

namespace greycache::persistent_store_waiting_suite {

namespace {

using Order = WaitingSearch::Order;

constexpr UnixTime kTime = kTestTime;

// Of names and times that no two orders put alike.
std::vector<Fact> many() {
  std::vector<Fact> facts;
  for (int i = 0; i < 60; ++i) {
    facts.push_back(connect_fact(fmt::format("192.0.{}", i * 7 % 60),
                                 fmt::format("n{}", i * 11 % 60), fmt::format("d{}.example", i % 5),
                                 fmt::format("r{}@h{}.example", i * 13 % 60, i % 2),
                                 kTime + i / 2));
  }
  return facts;
}

// All pages, and that each goes on where the last has ended.
std::vector<Fact> paged(PersistentStore& store, WaitingSearch wanted) {
  std::vector<Fact> all;
  WaitingPlace place;
  wanted.time = std::chrono::seconds(5);
  for (int pages = 0; !place.done; ++pages) {
    REQUIRE(pages < 200);
    const auto page = store.find_waiting(wanted, place);
    REQUIRE_STORED(page);
    CHECK(page->size() <= wanted.limit);
    CHECK(place.all);
    all.insert(all.end(), page->begin(), page->end());
  }
  return all;
}

}  // namespace

TEST_CASE("pages of any size show everything that waits once, in each order") {
  const auto store = open_fresh_store();
  store_facts(*store, many());
  store_facts(*store, {from_awl_fact("192.0.1", "n", "d.example", 5, kTime)});
  for (const Order order :
       {Order::newest, Order::oldest, Order::client, Order::sender, Order::recipient}) {
    for (const std::size_t limit : {7U, 60U, 200U}) {
      CAPTURE(static_cast<int>(order));
      CAPTURE(limit);
      WaitingSearch wanted;
      wanted.order = order;
      wanted.limit = limit;
      std::vector<Fact> expected = many();
      std::ranges::sort(expected,
                        [&](const Fact& a, const Fact& b) { return wanted.before(a, b); });
      CHECK(paged(*store, wanted) == expected);
    }
  }
}

TEST_CASE("a text is looked for in source, sender and recipient, a domain at the recipient's end") {
  const auto store = open_fresh_store();
  store_facts(
      *store,
      {connect_fact("192.0.2", "alice", "x.example", "bob@customer.example", kTime),
       connect_fact("198.51.100", "eve", "y.example", "eve@evil-customer.example", kTime + 1),
       connect_fact("203.0.113", "100%25", "z.example", "_@other.example", kTime + 2),
       connect_fact("203.0.114", "a@b", "c.example", "_", kTime + 3)});
  for (const Order order : {Order::newest, Order::client, Order::sender}) {
    const auto found = [&](const std::string& text, const std::string& domain) {
      WaitingSearch wanted;
      wanted.order = order;
      if (!text.empty()) wanted.texts = {text};
      wanted.domain = domain;
      std::string sources;
      for (const Fact& fact : paged(*store, wanted)) sources += fact.src + " ";
      return sources;
    };
    CHECK(found("198.51", "") == "198.51.100 ");
    CHECK(found("alice@x.ex", "") == "192.0.2 ");
    CHECK(found("bob@", "") == "192.0.2 ");
    CHECK(found("100%25", "") == "203.0.113 ");
    CHECK(found("%", "") == "203.0.113 ");
    CHECK(found("_@", "") == "203.0.113 ");
    CHECK(found("ce@x", "") == "192.0.2 ");
    CHECK(found("ce@y", "").empty());
    CHECK(found("alice@x.example@", "").empty());
    CHECK(found("@b@c.", "") == "203.0.114 ");
    CHECK(found("a@b", "") == "203.0.114 ");
    CHECK(found("@z", "") == "203.0.113 ");
    CHECK(found("", "customer.example") == "192.0.2 ");
    CHECK(found("eve", "customer.example").empty());
    CHECK(found("nobody", "").empty());
  }
}

TEST_CASE("one of several texts is enough") {
  const auto store = open_fresh_store();
  store_facts(*store, {connect_fact("192.0.2", "alice", "x.example", "bob@y.example", kTime),
                       connect_fact("198.51.100", "eve", "y.example", "eve@z.example", kTime + 1),
                       connect_fact("203.0.113", "carol", "z.example", "dora@z.example", kTime)});
  for (const Order order : {Order::newest, Order::client, Order::recipient}) {
    WaitingSearch wanted;
    wanted.order = order;
    wanted.texts = {"alice@", "nobody", "dora@"};
    CHECK(paged(*store, wanted).size() == 2);
    wanted.domain = "z.example";
    CHECK(paged(*store, wanted).size() == 1);
  }
}

TEST_CASE("a place that nobody has given leads somewhere, and harms nothing") {
  const auto store = open_fresh_store();
  store_facts(*store, many());
  for (const char* table : {"", "connect_20000101", "pg_class", "connect; drop table connect"}) {
    WaitingPlace place;
    place.table = table;
    place.block = 4'000'000'000;
    place.last = connect_fact("~", "~", "~", "~", 1);
    WaitingSearch wanted;
    REQUIRE_STORED(store->find_waiting(wanted, place));
  }
  CHECK(paged(*store, {}).size() == 60);
}

TEST_CASE("nothing waits in an empty store") {
  const auto store = open_fresh_store();
  CHECK(paged(*store, {}).empty());
}

}  // namespace greycache::persistent_store_waiting_suite
