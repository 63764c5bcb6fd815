// Pages of what waits: each mail once, in order, of the account's domain alone.
#include "greycache/panel/waiting_page.h"

#include <doctest/doctest.h>

#include "tests/unit/panel/paged_waiting.h"

namespace greycache::waiting_page_test {

namespace {

using namespace paged_waiting;  // NOLINT: it is this test's bench

}  // namespace

TEST_CASE("the newest come first, and each order is kept from page to page") {
  Paged bench;
  bench.store.put(waiting("192.0.4", "carol", "b@y.example", kNow - 30));
  bench.store.put(waiting("192.0.2", "alice", "c@y.example", kNow - 20));
  bench.store.put(waiting("192.0.3", "bob", "a@y.example", kNow - 10));
  for (const int limit : {1, 2, 3, 50}) {
    CHECK(bench.senders({{"limit", limit}}) == "bob alice carol ");
    CHECK(bench.senders({{"limit", limit}, {"sort", "-since"}}) == "carol alice bob ");
    CHECK(bench.senders({{"limit", limit}, {"sort", "client"}}) == "alice bob carol ");
    CHECK(bench.senders({{"limit", limit}, {"sort", "sender"}}) == "alice bob carol ");
    CHECK(bench.senders({{"limit", limit}, {"sort", "recipient"}}) == "bob carol alice ");
  }
}

TEST_CASE("what is over, and whose sender is known by now, waits no more") {
  Paged bench;
  bench.store.put(waiting("192.0.2", "old", "b@y.example", kNow - 40 * 3600));
  bench.store.put(waiting("192.0.2", "known", "b@y.example", kNow - 60));
  bench.store.put({FactKind::from_awl, "192.0.2", "known", "x.example", "", kNow - 60, kNow - 60});
  bench.store.put(waiting("192.0.2", "alice", "b@y.example", kNow - 60));
  CHECK(bench.senders({}) == "alice ");
}

TEST_CASE("what passes at its next attempt is told") {
  Paged bench;
  bench.store.put(waiting("192.0.2", "alice", "bob@y.example", kNow - 2));
  const auto told = [&] {
    return json::parse(bench.answer(json::object())->object)["rows"][0]["let_through"].get<bool>();
  };
  CHECK_FALSE(told());
  auto expectations = std::make_shared<Expectations>();
  expectations->merge({"bob@y.example", "alice@x.example", kNow + 60, kNow, kNow + 60});
  bench.policy->lists.expectations = expectations.get();
  CHECK(told());
}

TEST_CASE("a mail whose last attempt has passed is not shown, whenever that was") {
  Paged bench;
  const TemporaryDirectory place;
  bench.history = std::make_shared<SqliteHistory>(place.path());
  const auto write = [&](const HistoryRow& row) {
    REQUIRE_STORED(bench.history->write(lines_of({row})));
  };
  // Its reference is not told by its entry, and its last attempt came long after the first.
  bench.store.put(waiting("pool.example@x.example", "alice", "bob@y.example", kNow - 5000));
  write(attempt_from_below("new", kNow - 5000));
  CHECK(bench.senders({}) == "alice ");
  write(attempt_from_below("expected", kNow - 1000));
  CHECK(bench.senders({}).empty());
  CHECK(bench.senders({{"filter", "pool.example"}}).empty());
  write(attempt_from_below("early", kNow - 10));
  CHECK(bench.senders({}) == "alice ");
}

TEST_CASE("an account with a domain sees its recipients alone") {
  Paged bench;
  bench.store.put(waiting("192.0.2", "alice", "bob@customer.example", kNow - 3));
  bench.store.put(waiting("192.0.2", "eve", "bob@evil-customer.example", kNow - 2));
  bench.store.put(waiting("192.0.2", "mallory", "bob@sub.customer.example", kNow - 1));
  CHECK(bench.senders({}, "customer.example") == "alice ");
  CHECK(bench.senders({{"filter", "eve"}}, "customer.example").empty());
}

TEST_CASE("an account with a domain reads no names where its page goes on") {
  Paged bench;
  for (const char* name : {"alice", "carol"}) {
    bench.store.put(waiting("192.0.2", name, "bob@customer.example", kNow - 3));
  }
  const auto page = bench.answer({{"limit", 1}}, "customer.example");
  REQUIRE(page.has_value());
  const std::string next = json::parse(page->object)["next"];
  CHECK(next.find("192.0.2") == std::string::npos);
  CHECK(next.find("example") == std::string::npos);
  CHECK(bench.senders({{"limit", 1}}, "customer.example") == "carol alice ");
}

TEST_CASE("a store that is away is told, and so is what makes no sense") {
  Paged bench;
  CHECK(bench.answer({{"sort", "colour"}}).error().code == Fault::Code::wrong);
  CHECK(bench.answer({{"place", "there"}}).error().code == Fault::Code::wrong);
  bench.store.away = true;
  CHECK(bench.answer(json::object()).error().code == Fault::Code::unavailable);
}

}  // namespace greycache::waiting_page_test
