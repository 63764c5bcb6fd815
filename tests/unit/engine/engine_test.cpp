// Shows how requests of a turn are decided together, and what each waits for.
#include "greycache/engine/engine.h"

#include "tests/unit/engine/bench_of_parts.h"

namespace greycache::engine_test {

namespace {

const std::string kDeferred = "defer_if_permit Greylisted for 5 minutes";

bool delayed(const std::string& action) {
  return action.starts_with("PREPEND X-Greylist: delayed ");
}

}  // namespace

TEST_CASE(
    "a first mail is deferred, an early retry too, a late one passes, the next passes at once") {
  Bench bench;
  CHECK(bench.ask("192.0.2.1", "a@x.example", "r@dst.example") == kDeferred);
  bench.now += 300;
  CHECK(bench.ask("192.0.2.1", "a@x.example", "r@dst.example") == kDeferred);
  bench.now += 1;
  CHECK(delayed(bench.ask("192.0.2.99", "a@x.example", "r@dst.example")));
  CHECK(bench.ask("192.0.2.1", "a@x.example", "other@dst.example")
            .starts_with("PREPEND X-Greylist: from auto-whitelisted"));
}

TEST_CASE("what was acknowledged reaches the persistent store, and survives the hot store") {
  Bench bench;
  bench.ask("192.0.2.1", "a@x.example", "r@dst.example");
  REQUIRE(bench.turn_until([&] { return bench.persistent.idle(); }));
  REQUIRE(bench.store.facts().size() == 1);
  CHECK(bench.store.facts()[0].sender_name == "a");
}

TEST_CASE("a source is loaded once for all who wait for it") {
  Bench bench;
  bench.store.put(
      {FactKind::from_awl, "192.0.2", "a", "x.example", "", bench.now - 9, bench.now - 9});
  bench.store.hanging = true;
  TestAsker first(request_text("192.0.2.1", "a@x.example", "r@dst.example"));
  TestAsker second(request_text("192.0.2.2", "b@x.example", "r@dst.example"));
  bench.engine.submit(first);
  bench.engine.submit(second);
  bench.turn_until([&] { return bench.store.loads > 0; });
  CHECK(first.answers.empty());
  bench.store.hanging = false;
  REQUIRE(bench.turn_until([&] { return !first.answers.empty() && !second.answers.empty(); }));
  CHECK(first.answers[0].find("from auto-whitelisted") != std::string::npos);
  CHECK(second.answers[0] == kDeferred);
  CHECK(bench.store.loads == 1);
}

TEST_CASE("requests of one turn see what those before them have changed") {
  Bench bench;
  Rules rules;
  rules.greymethod = GreyMethod::classc;
  bench.use(rules);
  bench.ask("192.0.2.1", "a@x.example", "r@dst.example");
  bench.ask("192.0.2.1", "b@x.example", "r@dst.example");
  bench.now += 301;
  TestAsker a(request_text("192.0.2.1", "a@x.example", "r@dst.example"));
  TestAsker b(request_text("192.0.2.1", "b@x.example", "r@dst.example"));
  TestAsker c(request_text("192.0.2.1", "c@x.example", "r@dst.example"));
  for (TestAsker* asker : {&a, &b}) bench.engine.submit(*asker);
  bench.turn_until([&] { return !a.answers.empty() && !b.answers.empty(); });
  CHECK(delayed(a.answers.at(0)));
  CHECK(delayed(b.answers.at(0)));
  // The second of two senders of a domain makes the domain known, also in the same turn.
  bench.engine.submit(c);
  bench.turn_until([&] { return !c.answers.empty(); });
  CHECK(c.answers.at(0).find("domain auto-whitelisted") != std::string::npos);
}

TEST_CASE("several recipients of one message get one header, a repeated question the same again") {
  Bench bench;
  bench.ask("192.0.2.1", "a@x.example", "r1@dst.example", "1.1");
  bench.ask("192.0.2.1", "a@x.example", "r2@dst.example", "1.1");
  bench.now += 301;
  CHECK(delayed(bench.ask("192.0.2.1", "a@x.example", "r1@dst.example", "1.2")));
  CHECK(bench.ask("192.0.2.1", "a@x.example", "r2@dst.example", "1.2") == "dunno");
  CHECK(bench.ask("192.0.2.1", "a@x.example", "r1@dst.example", "1.2").starts_with("PREPEND"));
  CHECK(bench.ask("192.0.2.1", "a@x.example", "r2@dst.example", "1.3").starts_with("PREPEND"));
}

TEST_CASE("a request waits for its source as long as the budget, then passes") {
  Bench bench;
  bench.store.hanging = true;
  TestAsker asker(request_text("192.0.2.1", "a@x.example", "r@dst.example"));
  bench.engine.submit(asker);
  bench.turn_until([&] { return bench.store.loads > 0; });
  bench.steady += std::chrono::milliseconds(999);
  bench.engine.check_deadlines();
  CHECK(asker.answers.empty());
  bench.steady += std::chrono::milliseconds(1);
  bench.engine.check_deadlines();
  REQUIRE(asker.answers.size() == 1);
  CHECK(asker.answers[0] == "dunno");
  CHECK(bench.statistics.late == 1);
  bench.store.hanging = false;
  bench.turn_until([&] { return bench.engine.waiting() == 0; });
  CHECK(asker.answers.size() == 1);
}

TEST_CASE("an asker that is gone is not answered, and the others are") {
  Bench bench;
  TestAsker gone(request_text("192.0.2.1", "a@x.example", "r@dst.example"));
  TestAsker stays(request_text("192.0.2.1", "b@x.example", "r@dst.example"));
  bench.engine.submit(gone);
  bench.engine.submit(stays);
  bench.engine.forget(gone);
  bench.turn_until([&] { return !stays.answers.empty(); });
  CHECK(gone.answers.empty());
  CHECK(stays.answers.size() == 1);
}

TEST_CASE("with the persistent store away known sources go on and unknown ones pass, told once") {
  Bench bench;
  bench.ask("192.0.2.1", "a@x.example", "r@dst.example");
  bench.turn_until([&] { return bench.persistent.idle(); });
  bench.store.away = true;
  CHECK(bench.ask("198.51.100.1", "a@x.example", "r@dst.example") == "dunno");
  CHECK(bench.ask("203.0.113.1", "a@x.example", "r@dst.example") == "dunno");
  bench.now += 301;
  CHECK(delayed(bench.ask("192.0.2.1", "a@x.example", "r@dst.example")));
  CHECK(bench.changes == std::vector<std::string>{"-persistent"});
  bench.store.away = false;
  REQUIRE(
      bench.turn_until([&] { return bench.persistent.idle() && bench.persistent_health.up(); }));
  CHECK(bench.changes == std::vector<std::string>{"-persistent", "+persistent"});
  // What was decided meanwhile is there.
  CHECK(bench.store.facts().size() == 2);
}

TEST_CASE("in_doubt = greylist defers a source that cannot be known, and its retry passes") {
  Bench bench({std::chrono::milliseconds(1000), InDoubt::greylist});
  bench.store.away = true;
  CHECK(bench.ask("198.51.100.1", "a@x.example", "r@dst.example") == kDeferred);
  bench.now += 301;
  CHECK(delayed(bench.ask("198.51.100.1", "a@x.example", "r@dst.example")));
}

TEST_CASE(
    "a persistent store that takes no writes is read all the same, and nothing is forgotten") {
  Bench bench;
  bench.store.put(
      {FactKind::from_awl, "203.0.113", "a", "x.example", "", bench.now - 9, bench.now - 9});
  bench.store.read_only = true;
  // Acknowledged before this start: only the journal has it.
  const std::vector<Fact> waits{{FactKind::connect, "198.51.100", "a", "x.example", "r@dst.example",
                                 bench.now - 400, bench.now - 400}};
  REQUIRE(bench.journal.append(waits));
  bench.ask("192.0.2.1", "a@x.example", "r@dst.example");
  bench.turn_until([&] { return !bench.persistent_health.up(); });
  CHECK_FALSE(bench.persistent_health.up());
  CHECK(bench.ask("203.0.113.1", "a@x.example", "r@dst.example")
            .starts_with("PREPEND X-Greylist: from auto-whitelisted"));
  CHECK(delayed(bench.ask("198.51.100.1", "a@x.example", "r@dst.example")));
  CHECK(bench.store.facts().size() == 1);
  bench.store.read_only = false;
  REQUIRE(bench.turn_until([&] { return bench.persistent.idle(); }));
  CHECK(bench.store.facts().size() == 4);
  CHECK(bench.persistent_health.up());
  CHECK(bench.changes == std::vector<std::string>{"-persistent", "+persistent"});
}

TEST_CASE("an expired attempt in the hot store hides no younger one that is loaded") {
  Bench bench;
  const Fact young{FactKind::connect, "192.0.2",      "a", "x.example", "r@dst.example",
                   bench.now - 400,   bench.now - 400};
  Fact old = young;
  old.first_seen = old.last_seen = bench.now - 2 * 86400;
  bench.store.put(young);
  const std::vector<Fact> in_memory{old};
  bench.memory.apply(in_memory, {bench.now, {}}, [](StoreResult<void>) {});
  CHECK(delayed(bench.ask("192.0.2.1", "a@x.example", "r@dst.example")));
}

TEST_CASE("with a full journal answers go on, and what it did not take is counted") {
  Bench bench;
  bench.store.hanging = false;
  bench.ask("192.0.2.1", "a@x.example", "r@dst.example");
  bench.turn_until([&] { return bench.persistent.idle(); });
  bench.store.away = true;
  // So many that none has more first attempts than are kept of one.
  constexpr std::size_t kSources = 20;
  for (std::size_t i = 0; i < kSources; ++i) {
    const SourceFacts empty{"10.0." + std::to_string(i), {}};
    bench.memory.fill({&empty, 1}, {bench.now, {}});
  }
  std::size_t asked = 0;
  while (bench.statistics.unjournalled == 0 && asked < 200'000) {
    const std::string address = "10.0." + std::to_string(asked % kSources) + ".1";
    TestAsker asker(
        request_text(address, "s" + std::to_string(asked++) + "@x.example", "r@d.example"));
    bench.engine.submit(asker);
    bench.turn_until([&] { return !asker.answers.empty(); });
    REQUIRE(asker.answers.at(0) == kDeferred);
  }
  CHECK(bench.statistics.unjournalled == 1);
  CHECK(bench.ask("192.0.2.1", "last@x.example", "r@dst.example") == kDeferred);
  CHECK(bench.statistics.unjournalled == 2);
  bench.now += 301;
  CHECK(delayed(bench.ask("192.0.2.1", "last@x.example", "r@dst.example")));
}

TEST_CASE("what the persistent store does not take counts, whatever the hot store has lost") {
  Bench bench;
  bench.store.read_only = true;
  CHECK(bench.ask("192.0.2.1", "a@x.example", "r@dst.example") == kDeferred);
  bench.turn_until([&] { return !bench.persistent_health.up(); });
  const auto lose = [&] {
    for (int i = 0; i < 2; ++i) bench.memory.tend({bench.now + 100 * 86400, {}});
    // Another host has read the persistent store.
    const SourceFacts nothing{"192.0.2", {}};
    bench.memory.fill({&nothing, 1}, {bench.now, {}});
  };
  lose();
  bench.now += 301;
  CHECK(delayed(bench.ask("192.0.2.1", "a@x.example", "r@dst.example")));
  lose();
  CHECK(bench.ask("192.0.2.1", "a@x.example", "r2@dst.example").starts_with("PREPEND"));
}

}  // namespace greycache::engine_test
