// Shows what is asked besides while another host goes without the hot store.
#include "greycache/engine/engine.h"
#include "tests/unit/engine/bench_of_parts.h"

namespace greycache::engine_beside_test {

namespace {

bool deferred(const std::string& action) {
  return action.starts_with("defer_if_permit Greylisted for ");
}

bool known_sender(const std::string& action) {
  return action.find("from auto-whitelisted") != std::string::npos;
}

bool delayed(const std::string& action) {
  return action.starts_with("PREPEND X-Greylist: delayed ");
}

// The hot store has 192.0.2 as a whole.
struct Beside : Bench {
  Beside() {
    tier.set_store_up([this] { return persistent_health.up(); });
    CHECK(deferred(first("first@here.example")));
    turn_until([&] { return persistent.idle(); });
  }
  std::string first(const std::string& sender) { return ask("192.0.2.1", sender, "r@dst.example"); }
  // What the other host acknowledged.
  void acknowledge_first() {
    store.put({FactKind::connect, "192.0.2", "a", "there.example", "r@dst.example", now - 600,
               now - 600});
  }
  void acknowledge_known() {
    store.put({FactKind::from_awl, "192.0.2", "b", "known.example", "", now - 9000, now - 60});
  }
};

}  // namespace

TEST_CASE("what only the persistent store has is found while another host goes without") {
  Beside bench;
  bench.acknowledge_first();
  bench.acknowledge_known();
  const int finds = bench.store.finds;
  bench.tier.set_others_go_without(true);
  CHECK(delayed(bench.first("a@there.example")));
  CHECK(known_sender(bench.first("b@known.example")));
  CHECK(bench.store.finds > finds);
}

TEST_CASE("nothing is asked besides while no host goes without") {
  Beside bench;
  bench.acknowledge_known();
  const int finds = bench.store.finds;
  CHECK(deferred(bench.first("b@known.example")));
  CHECK(bench.store.finds == finds);
}

TEST_CASE("a known sender costs nothing more while another host goes without") {
  Beside bench;
  bench.now += 301;
  CHECK(delayed(bench.first("first@here.example")));
  bench.tier.set_others_go_without(true);
  const int finds = bench.store.finds;
  CHECK(known_sender(bench.first("first@here.example")));
  CHECK(bench.store.finds == finds);
}

TEST_CASE("where the persistent store cannot be asked the hot store is believed, without a doubt") {
  Beside bench;
  bench.tier.set_others_go_without(true);
  bench.store.away = true;
  // That it is away is found out by this one.
  CHECK(bench.persistent_health.up());
  CHECK(deferred(bench.first("c@there.example")));
  CHECK_FALSE(bench.persistent_health.up());
  CHECK(deferred(bench.first("d@there.example")));
  CHECK(bench.statistics.of(Outcome::in_doubt) == 0);
}

TEST_CASE("a source that the hot store does not have is in doubt all the same") {
  Beside bench;
  bench.tier.set_others_go_without(true);
  bench.store.away = true;
  CHECK_FALSE(deferred(bench.ask("198.51.100.1", "a@b.example", "r@dst.example")));
  CHECK(bench.statistics.of(Outcome::in_doubt) == 1);
}

}  // namespace greycache::engine_beside_test
