// The suite of every persistent store that several hosts share: who goes without the hot store.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/contract/persistent_store_suite.h"

namespace greycache {

namespace {

std::vector<StandIn> exchanged(PersistentStore& store, const std::string& host, OwnStandIn own) {
  const auto rows = store.exchange_stand_ins(host, own);
  REQUIRE_STORED(rows);
  return *rows;
}

std::vector<std::string> hosts_of(const std::vector<StandIn>& rows) {
  std::vector<std::string> hosts;
  for (const StandIn& row : rows) hosts.push_back(row.host);
  return hosts;
}

std::vector<std::string> known(PersistentStore& store) {
  return hosts_of(exchanged(store, "mx0/state", OwnStandIn::as_it_is));
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("hosts that go without the hot store are known to the others until they have it again") {
  const auto store = open_fresh_store();
  const auto other = reopened_store();
  REQUIRE_STORED(other->open());
  CHECK(known(*store).empty());
  CHECK(hosts_of(exchanged(*store, "mx2/state", OwnStandIn::stands)) == Names{"mx2/state"});
  CHECK(hosts_of(exchanged(*other, "mx1/state", OwnStandIn::stands)) ==
        Names{"mx1/state", "mx2/state"});
  CHECK(known(*store) == Names{"mx1/state", "mx2/state"});
  CHECK(hosts_of(exchanged(*store, "mx2/state", OwnStandIn::goes)) == Names{"mx1/state"});
  CHECK(hosts_of(exchanged(*store, "mx2/state", OwnStandIn::goes)) == Names{"mx1/state"});
  CHECK(known(*other) == Names{"mx1/state"});
}

TEST_CASE("a host that says again that it goes without does so since it said it first") {
  const auto store = open_fresh_store();
  const StandIn first = exchanged(*store, "mx1/state", OwnStandIn::stands).front();
  CHECK(first.age == 0);
  const StandIn again = exchanged(*store, "mx1/state", OwnStandIn::stands).front();
  CHECK(again.since == first.since);
  CHECK(again.seen >= first.seen);
  const StandIn seen = exchanged(*store, "mx2/state", OwnStandIn::as_it_is).front();
  CHECK(seen.seen == again.seen);
}

TEST_CASE("a host is forgotten where it has said nothing since") {
  const auto store = open_fresh_store();
  const std::int64_t seen = exchanged(*store, "mx1/state", OwnStandIn::stands).front().seen;
  exchanged(*store, "mx2/state", OwnStandIn::stands);
  REQUIRE_STORED(store->forget_stand_in("mx1/state", seen - 1));
  REQUIRE_STORED(store->forget_stand_in("mx3/state", seen));
  CHECK(known(*store) == Names{"mx1/state", "mx2/state"});
  REQUIRE_STORED(store->forget_stand_in("mx1/state", seen));
  CHECK(known(*store) == Names{"mx2/state"});
}

}  // namespace greycache
