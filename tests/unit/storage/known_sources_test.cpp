// Tests of the knowledge which sources the store cannot know.
#include <doctest/doctest.h>

#include "tests/unit/engine/bench_of_parts.h"

using namespace greycache;

namespace {

Fact awl(const std::string& src, const std::string& name = "alice") {
  return {FactKind::from_awl, src, name, "sender.example", "", 1'759'999'000, 1'759'999'000};
}

// A bench whose store only this process writes.
struct SoleWriter : Bench {
  SoleWriter() { store.outside_writes_seen = 1; }
  bool absent(const std::string& src) const { return persistent.loader.certainly_absent(src); }
  bool learns_all() {
    return turn_until([&] { return absent("198.51.100"); });
  }
  void turn_a_while() {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(50);
    turn_until([&] { return std::chrono::steady_clock::now() > end; });
  }
};

}  // namespace

TEST_CASE("nothing is certainly absent where several hosts write") {
  Bench bench;
  bench.ask("192.0.2.1", "alice@sender.example", "bob@here.example");
  CHECK(bench.store.loads == 1);
  REQUIRE(bench.turn_until([&] { return bench.persistent.idle(); }));
  CHECK_FALSE(bench.persistent.loader.certainly_absent("198.51.100"));
}

TEST_CASE("a source that nobody knows is decided without a question to the store") {
  SoleWriter bench;
  REQUIRE(bench.learns_all());
  CHECK(bench.ask("192.0.2.1", "alice@sender.example", "bob@here.example") != "dunno");
  CHECK(bench.store.loads == 0);
  CHECK_FALSE(bench.absent("192.0.2"));
  REQUIRE(bench.turn_until([&] { return bench.persistent.idle(); }));
  CHECK(bench.store.facts().size() == 1);
  bench.now += 3600;
  CHECK(bench.ask("192.0.2.1", "alice@sender.example", "bob@here.example").starts_with("PREPEND"));
}

TEST_CASE("first attempts of one turn at a source that nobody knows see each other") {
  SoleWriter bench;
  REQUIRE(bench.learns_all());
  const std::string text = request_text("192.0.2.1", "alice@sender.example", "bob@here.example");
  TestAsker first(text);
  TestAsker again(text);
  TestAsker other(request_text("192.0.2.1", "carol@sender.example", "bob@here.example"));
  for (TestAsker* asker : {&first, &again, &other}) bench.engine.submit(*asker);
  CHECK(first.answers.empty());
  CHECK(bench.journal.last() == 0);
  bench.engine.run_turn();
  for (TestAsker* asker : {&first, &again, &other}) REQUIRE(asker->answers.size() == 1);
  CHECK(bench.statistics.turns == 1);
  CHECK(bench.journal.last() == 1);
  REQUIRE(bench.turn_until([&] { return bench.persistent.idle(); }));
  CHECK(bench.store.facts().size() == 2);
}

TEST_CASE("sources of every table, more than a page of them, are found in the store") {
  SoleWriter bench;
  for (int i = 0; i < 1000; ++i) bench.store.put(awl("10.0." + std::to_string(i)));
  bench.store.put({FactKind::connect, "10.1.0", "a", "d.example", "r@here.example", 1, 1});
  bench.store.put({FactKind::domain_awl, "10.1.1", "", "d.example", "", 1, 1});
  REQUIRE(bench.learns_all());
  for (int i = 0; i < 1000; ++i) CHECK_FALSE(bench.absent("10.0." + std::to_string(i)));
  CHECK_FALSE(bench.absent("10.1.0"));
  CHECK_FALSE(bench.absent("10.1.1"));
}

TEST_CASE("records of the journal that the store does not have yet count as known") {
  SoleWriter bench;
  bench.store.read_only = true;
  const std::vector<Fact> left{awl("192.0.2")};
  REQUIRE(bench.journal.append(left).has_value());
  bench.turn_until([&] { return !bench.persistent_health.up(); });
  bench.turn_a_while();
  CHECK_FALSE(bench.absent("198.51.100"));
  bench.store.read_only = false;
  REQUIRE(bench.learns_all());
  CHECK_FALSE(bench.absent("192.0.2"));
}

TEST_CASE("what somebody else wrote is found after the next write") {
  SoleWriter bench;
  REQUIRE(bench.learns_all());
  bench.store.put(awl("203.0.113"));
  CHECK(bench.absent("203.0.113"));
  ++bench.store.outside_writes_seen;
  bench.ask("192.0.2.1", "alice@sender.example", "bob@here.example");
  REQUIRE(bench.turn_until([&] { return !bench.absent("198.51.100"); }));
  REQUIRE(bench.learns_all());
  CHECK_FALSE(bench.absent("203.0.113"));
}

TEST_CASE("a store that cannot be read makes every source possible, until it can") {
  SoleWriter bench;
  bench.turn_until([&] { return bench.store.opened > 0; });
  BackgroundJobs jobs;
  bench.persistent.known.report_to(jobs);
  bench.store.away = true;
  REQUIRE(bench.turn_until([&] { return jobs.of(BackgroundJob::known_sources).failing; }));
  bench.store.away = false;
  REQUIRE(bench.learns_all());
  CHECK_FALSE(jobs.of(BackgroundJob::known_sources).failing);
}
