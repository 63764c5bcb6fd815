// Shows what the engine decides of sources that are too large to be loaded, and where the hot store
// has not all that counts.
#include "greycache/engine/engine.h"
#include "tests/unit/engine/bench_of_parts.h"

namespace greycache::engine_large_test {

namespace {

const std::string kDeferred = "defer_if_permit Greylisted for 5 minutes";

bool known_sender(const std::string& action) {
  return action.find("from auto-whitelisted") != std::string::npos;
}

bool delayed(const std::string& action) {
  return action.starts_with("PREPEND X-Greylist: delayed ");
}

// The store has `count` known senders of 192.0.2, a domain each.
struct LargeBench : Bench {
  explicit LargeBench(int count = 4000, const Engine::Options& engine_options = {})
      : Bench(engine_options) {
    for (int i = 0; i < count; ++i) {
      store.put({FactKind::from_awl, "192.0.2", sender(i), domain(i), "", now - 9000, now - 60});
    }
  }
  static std::string sender(int number) { return "n" + std::to_string(number); }
  static std::string domain(int number) { return "d" + std::to_string(number) + ".example"; }
  std::string ask_of(int number) {
    return ask("192.0.2.1", sender(number) + "@" + domain(number), "r@dst.example");
  }
  std::string first_mail(const std::string& sender) {
    return ask("192.0.2.1", sender, "r@dst.example");
  }
};

}  // namespace

TEST_CASE("every known sender of a large source passes, the first time and later") {
  LargeBench bench;
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 4000; i += 7) REQUIRE(known_sender(bench.ask_of(i)));
  }
  CHECK(bench.memory.entries() <= 10'000);
}

TEST_CASE("a sender of a large source waits, comes back and is known") {
  LargeBench bench;
  CHECK(bench.first_mail("new@x.example") == kDeferred);
  CHECK(bench.first_mail("new@x.example") == kDeferred);
  bench.now += 301;
  CHECK(delayed(bench.first_mail("new@x.example")));
  CHECK(known_sender(bench.first_mail("new@x.example")));
}

TEST_CASE("the second known sender of a domain makes the domain known, of a large source too") {
  LargeBench bench;
  for (const char* sender : {"a@x.example", "b@x.example"}) bench.first_mail(sender);
  bench.now += 301;
  CHECK(delayed(bench.first_mail("a@x.example")));
  CHECK(delayed(bench.first_mail("b@x.example")));
  CHECK(bench.first_mail("c@x.example").find("domain auto-whitelisted") != std::string::npos);
}

TEST_CASE("a source that grows beyond its bound forgets nobody") {
  Bench bench;
  const std::string known = request_text("192.0.2.1", "a@known.example", "r@dst.example");
  bench.ask(known);
  bench.now += 301;
  CHECK(delayed(bench.ask(known)));
  const std::string waits = request_text("192.0.2.2", "b@waits.example", "r@dst.example");
  bench.ask(waits);
  std::vector<Fact> flood;
  for (int i = 0; i < 12'000; ++i) {
    flood.push_back({FactKind::connect, "192.0.2", "f" + std::to_string(i), "flood.example",
                     "r@dst.example", bench.now + 1, bench.now + 1});
  }
  bench.memory.apply(flood, {bench.now, {}}, [](const StoreResult<void>&) {});
  REQUIRE(bench.turn_until([&] { return bench.persistent.idle(); }));
  bench.now += 302;
  CHECK(delayed(bench.ask(waits)));
  CHECK(known_sender(bench.ask(known)));
}

TEST_CASE("a large source is throttled by what waits there, and not with a known sender") {
  Rules rules;
  rules.greymethod = GreyMethod::classc;
  rules.connect_src_throttle = 3;
  LargeBench known;
  known.use(rules);
  CHECK(known.first_mail("new@x.example") == kDeferred);
  LargeBench flood(0);
  flood.use(rules);
  for (int i = 0; i < 3000; ++i) {
    flood.store.put({FactKind::connect, "192.0.2", LargeBench::sender(i), "f.example", "r@x",
                     flood.now - 9, flood.now - 9});
  }
  CHECK(flood.first_mail("new@x.example").find("Throttling") != std::string::npos);
  rules.connect_src_throttle = 0;
  flood.use(rules);
  CHECK(flood.first_mail("new@x.example") == kDeferred);
}

TEST_CASE("with the persistent store away a large source is in doubt but for senders at hand") {
  LargeBench bench(4000);
  CHECK(known_sender(bench.ask_of(3999)));
  bench.store.away = true;
  CHECK(bench.first_mail("new@x.example") == "dunno");
  CHECK(known_sender(bench.ask_of(3999)));
  LargeBench strict(4000, {std::chrono::milliseconds(1000), InDoubt::greylist});
  CHECK(known_sender(strict.ask_of(0)));
  strict.store.away = true;
  CHECK(strict.first_mail("new@x.example") == kDeferred);
}

TEST_CASE("what this host has acknowledged counts before the persistent store has it") {
  LargeBench bench;
  CHECK(bench.first_mail("new@x.example") == kDeferred);
  bench.store.read_only = true;
  CHECK(bench.first_mail("other@x.example") == kDeferred);
  bench.now += 301;
  CHECK(delayed(bench.first_mail("other@x.example")));
}

TEST_CASE("sources that do not fit into one reading come with the next") {
  Bench bench;
  bench.store.most_sources = 1;
  std::vector<std::unique_ptr<TestAsker>> askers;
  for (int i = 0; i < 20; ++i) {
    const std::string address = "10.0." + std::to_string(i) + ".1";
    askers.push_back(std::make_unique<TestAsker>(request_text(address, "a@x.example", "r@d.org")));
    bench.engine.submit(*askers.back());
  }
  CHECK(bench.turn_until([&] {
    return std::ranges::all_of(askers, [](const auto& asker) { return !asker->answers.empty(); });
  }));
  CHECK(bench.store.loads >= 20);
}

TEST_CASE("a sender passes once an age is raised by which he is known") {
  Bench bench;
  bench.store.put(
      {FactKind::from_awl, "192.0.2", "a", "x.example", "", bench.now - 9, bench.now - 70 * 86400});
  CHECK(bench.ask("192.0.2.1", "a@x.example", "r@dst.example") == kDeferred);
  Rules rules;
  rules.greymethod = GreyMethod::classc;
  rules.awl_age = UnixTime{90} * 86400;
  bench.use(rules);
  CHECK(known_sender(bench.ask("192.0.2.1", "a@x.example", "other@dst.example")));
}

TEST_CASE("by a lowered age a younger attempt counts that another host has seen") {
  Bench bench;
  Rules rules;
  rules.greymethod = GreyMethod::classc;
  rules.max_connect_age = UnixTime{3} * 86400;
  bench.use(rules);
  const Fact first{FactKind::connect,    "192.0.2",       "a",
                   "x.example",          "r@dst.example", bench.now - 2 * 86400,
                   bench.now - 2 * 86400};
  Fact second = first;
  second.first_seen = second.last_seen = bench.now - 600;
  bench.store.put(first);
  bench.store.put(second);
  // The source is in memory then, with the older moment.
  CHECK(bench.ask("192.0.2.1", "other@x.example", "r@dst.example") == kDeferred);
  rules.max_connect_age = 86400;
  bench.use(rules);
  CHECK(delayed(bench.ask("192.0.2.1", "a@x.example", "r@dst.example")));
}

TEST_CASE("with the persistent store away an attempt that is over in memory is in doubt") {
  for (const InDoubt in_doubt : {InDoubt::accept, InDoubt::greylist}) {
    Bench bench({std::chrono::milliseconds(1000), in_doubt});
    Rules rules;
    rules.greymethod = GreyMethod::classc;
    rules.max_connect_age = UnixTime{3} * 86400;
    bench.use(rules);
    bench.store.put({FactKind::connect, "192.0.2", "a", "x.example", "r@dst.example",
                     bench.now - 2 * 86400, bench.now - 2 * 86400});
    CHECK(bench.ask("192.0.2.1", "other@x.example", "r@dst.example") == kDeferred);
    // Another host may have seen a younger one, and nobody can be asked.
    bench.store.away = true;
    rules.max_connect_age = 86400;
    bench.use(rules);
    const std::string action = bench.ask("192.0.2.1", "a@x.example", "r@dst.example");
    CHECK(action == (in_doubt == InDoubt::accept ? "dunno" : kDeferred));
  }
}

TEST_CASE("a sender that alternates between hosts whose clocks are 26 hours apart passes") {
  for (const bool ahead_first : {false, true}) {
    CAPTURE(ahead_first);
    Bench bench;
    const UnixTime begin = bench.now;
    bool passed = false;
    for (int attempt = 0; attempt < 6 && !passed; ++attempt) {
      const bool ahead = (attempt % 2 == 0) == ahead_first;
      bench.now = begin + attempt * 400 + (ahead ? 26 * 3600 : 0);
      passed = delayed(bench.ask("192.0.2.1", "a@x.example", "r@dst.example"));
      REQUIRE(bench.turn_until([&] { return bench.persistent.idle(); }));
    }
    CHECK(passed);
  }
}

TEST_CASE("an AWL entry counts of a source that is not in memory as a whole") {
  Bench bench;
  const std::vector<Fact> known{
      {FactKind::from_awl, "192.0.2", "a", "x.example", "", bench.now - 9, bench.now - 9}};
  bench.memory.replay(known, {bench.now, {}}, [](const StoreResult<void>&) {});
  CHECK(known_sender(bench.ask("192.0.2.1", "a@x.example", "r@dst.example")));
  CHECK(bench.store.loads == 0);
}

}  // namespace greycache::engine_large_test
