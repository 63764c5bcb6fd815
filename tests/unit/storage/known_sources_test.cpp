// Tests of the knowledge which sources the store cannot know.
#include <doctest/doctest.h>

#include "tests/unit/engine/bench_of_parts.h"

namespace greycache::known_sources_test {

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

// A bench whose store others write, too, as they do the hot store, of which it hears.
struct OneOfSeveral : Bench {
  OneOfSeveral() {
    hot.shy = true;
    tier.set_store_up([this] { return persistent_health.up(); });
    turn_until([this] { return store.opened > 0 && persistent_health.up(); });
  }
  KnownSources& known() { return persistent.known; }
  bool lacks(const std::string& src) const { return persistent.loader.lacks(src); }
  bool learns_all() {
    return turn_until([&] { return lacks("198.51.100"); });
  }
  bool hears_all() {
    known().heard_from_now();
    return learns_all();
  }
  // As another host does, of which this one hears or not.
  void write_elsewhere(const Fact& fact) {
    memory.replay(std::vector<Fact>{fact}, {now, {}}, [](const auto&) {});
  }
  std::string ask_of(const std::string& address) {
    return ask(address, "alice@sender.example", "bob@here.example");
  }
};

}  // namespace

TEST_CASE("what the store lacks is known while others are heard, and not certainly absent") {
  OneOfSeveral bench;
  bench.store.put(awl("203.0.113"));
  REQUIRE(bench.hears_all());
  CHECK_FALSE(bench.lacks("203.0.113"));
  CHECK_FALSE(bench.persistent.loader.certainly_absent("198.51.100"));
  bench.known().written("198.51.100");
  CHECK_FALSE(bench.lacks("198.51.100"));
  CHECK(bench.lacks("198.51.101"));
  bench.known().heard_no_more();
  CHECK_FALSE(bench.lacks("198.51.101"));
}

TEST_CASE("what was written while others were not heard is read when they are heard again") {
  OneOfSeveral bench;
  REQUIRE(bench.hears_all());
  bench.known().heard_no_more();
  bench.store.put(awl("203.0.113"));
  REQUIRE(bench.hears_all());
  CHECK_FALSE(bench.lacks("203.0.113"));
  bench.store.put(awl("203.0.114"));
  bench.known().begin_anew();
  CHECK_FALSE(bench.lacks("198.51.100"));
  REQUIRE(bench.learns_all());
  CHECK_FALSE(bench.lacks("203.0.114"));
}

TEST_CASE(
    "a first attempt that the store lacks is told without a question to it, by the hot store") {
  OneOfSeveral bench;
  REQUIRE(bench.hears_all());
  const std::int64_t loads = bench.store.loads;
  CHECK(bench.ask_of("192.0.2.1").find("Greylisted") != std::string::npos);
  CHECK(bench.ask_of("192.0.2.1").find("Greylisted") != std::string::npos);
  bench.now += 3600;
  CHECK(bench.ask_of("192.0.2.1").starts_with("PREPEND"));
  CHECK(bench.store.loads == loads);
  REQUIRE(bench.turn_until([&] { return bench.persistent.idle(); }));
  CHECK(bench.store.facts().size() == 2);
}

TEST_CASE(
    "what another host has in the hot store counts, though the store lacks it and nobody heard") {
  OneOfSeveral bench;
  REQUIRE(bench.hears_all());
  const UnixTime before = bench.now - 3600;
  bench.write_elsewhere({FactKind::connect, "192.0.2", "alice", "sender.example",
                         "bob@here.example", before, before});
  CHECK(bench.ask_of("192.0.2.1").starts_with("PREPEND"));
  bench.write_elsewhere(awl("192.0.3"));
  CHECK(bench.ask_of("192.0.3.1").find("auto-whitelisted") != std::string::npos);
}

TEST_CASE("with the store away who is certainly new is greylisted, and who may be known passes") {
  OneOfSeveral bench;
  REQUIRE(bench.hears_all());
  bench.known().written("203.0.113");
  bench.store.away = true;
  CHECK(bench.ask_of("192.0.2.1").find("Greylisted") != std::string::npos);
  CHECK(bench.ask_of("203.0.113.1") == "dunno");
}

TEST_CASE("while another host goes without the hot store the store is asked all the same") {
  OneOfSeveral bench;
  REQUIRE(bench.hears_all());
  bench.tier.set_others_go_without(true);
  bench.store.put(awl("192.0.2"));
  CHECK(bench.ask_of("192.0.2.1").find("auto-whitelisted") != std::string::npos);
  bench.tier.set_others_go_without(false);
  bench.store.put(awl("192.0.3"));
  CHECK(bench.ask_of("192.0.3.1").find("Greylisted") != std::string::npos);
}

TEST_CASE("a store that is away when others are heard is read once it is back") {
  OneOfSeveral bench;
  BackgroundJobs jobs;
  bench.known().report_to(jobs);
  bench.store.away = true;
  REQUIRE(bench.turn_until([&] {
    bench.persistent.loader.want("192.0.2");
    return !bench.persistent_health.up();
  }));
  bench.known().heard_from_now();
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(500);
  bench.turn_until([&] { return std::chrono::steady_clock::now() > end; });
  CHECK_FALSE(bench.lacks("198.51.100"));
  CHECK_FALSE(jobs.of(BackgroundJob::known_sources).failing);
  bench.store.away = false;
  CHECK(bench.learns_all());
  // Found away by this reading first: that is the store's trouble all the same.
  bench.store.away = true;
  bench.known().begin_anew();
  const auto later = std::chrono::steady_clock::now() + std::chrono::milliseconds(300);
  bench.turn_until([&] { return std::chrono::steady_clock::now() > later; });
  CHECK_FALSE(bench.lacks("198.51.100"));
  CHECK_FALSE(jobs.of(BackgroundJob::known_sources).failing);
}

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

TEST_CASE("a lock that somebody else holds for long has nothing opened again or forgotten") {
  SoleWriter bench;
  REQUIRE(bench.learns_all());
  const int opened = bench.store.opened;
  bench.store.locked = true;
  for (const char* source : {"192.0.2.1", "192.0.3.1", "192.0.4.1"}) {
    bench.ask(source, "alice@sender.example", "bob@here.example");
    bench.turn_a_while();
  }
  REQUIRE_FALSE(bench.persistent_health.up());
  CHECK(bench.store.opened == opened);
  CHECK(bench.absent("198.51.100"));
  CHECK_FALSE(bench.absent("192.0.2"));
  CHECK(bench.store.facts().empty());
  bench.store.locked = false;
  REQUIRE(bench.turn_until([&] { return bench.persistent_health.up(); }));
  CHECK(bench.turn_until([&] { return bench.store.facts().size() == 3; }));
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

}  // namespace greycache::known_sources_test
