// Shows what the engine decides by its own memory: when it answers at once, and when after the
// journal.
#include "greycache/engine/engine.h"

#include "tests/unit/engine/bench_of_parts.h"

namespace greycache::engine_memory_test {

namespace {

const std::string kDeferred = "defer_if_permit Greylisted for 5 minutes";
const std::string kKnown = request_text("192.0.2.1", "a@x.example", "r@dst.example");

// A bench whose memory holds the source 192.0.2, with a@x.example last seen so long ago.
struct WarmBench : Bench {
  explicit WarmBench(UnixTime age = 60) {
    const Fact known{FactKind::from_awl, "192.0.2", "a", "x.example", "", now - 9000, now - age};
    const SourceFacts source{"192.0.2", {known}};
    memory.fill({&source, 1}, {now, {}});
  }
};

}  // namespace

TEST_CASE("an AWL hit in memory is answered inside submit, and changes nothing") {
  WarmBench bench;
  TestAsker asker(kKnown);
  bench.engine.submit(asker);
  REQUIRE(asker.answers.size() == 1);
  CHECK(asker.answers[0].starts_with("PREPEND X-Greylist: from auto-whitelisted"));
  CHECK(bench.engine.waiting() == 0);
  CHECK(bench.journal.last() == 0);
  CHECK_FALSE(bench.engine.run_turn());
  CHECK(bench.statistics.turns == 0);
}

TEST_CASE("an AWL hit whose entry is due is journalled before its answer leaves") {
  for (const UnixTime age : {3599, 3600, 3601}) {
    CAPTURE(age);
    WarmBench bench(age);
    TestAsker asker(kKnown);
    bench.engine.submit(asker);
    const bool due = age >= 3600;
    CHECK(asker.answers.size() == (due ? 0 : 1));
    CHECK(bench.engine.waiting() == (due ? 1 : 0));
    bench.engine.run_turn();
    CHECK(asker.answers.size() == 1);
    CHECK(bench.journal.last() == (due ? 1 : 0));
  }
}

TEST_CASE("an AWL entry that has expired is no hit, whether memory still has it or not") {
  WarmBench bench;
  bench.now += 60 * 86400 - 61;
  TestAsker last(kKnown);
  bench.engine.submit(last);
  bench.engine.run_turn();
  CHECK(last.answers.at(0).starts_with("PREPEND"));
  WarmBench later;
  later.now += 60 * 86400 - 60;
  TestAsker over(kKnown);
  later.engine.submit(over);
  later.engine.run_turn();
  CHECK(over.answers.at(0) == kDeferred);
}

TEST_CASE("first attempts at sources in memory are one turn and one record, then all answered") {
  WarmBench bench;
  TestAsker b(request_text("192.0.2.1", "b@x.example", "r@dst.example"));
  TestAsker c(request_text("192.0.2.2", "c@y.example", "r@dst.example"));
  for (TestAsker* asker : {&b, &c}) bench.engine.submit(*asker);
  CHECK(b.answers.empty());
  CHECK(c.answers.empty());
  CHECK(bench.engine.waiting() == 2);
  CHECK_FALSE(bench.engine.run_turn());
  CHECK(b.answers == std::vector<std::string>{kDeferred});
  CHECK(c.answers == std::vector<std::string>{kDeferred});
  CHECK(bench.journal.last() == 1);
  CHECK(bench.statistics.turns == 1);
  CHECK(bench.engine.waiting() == 0);
}

TEST_CASE("what rests on another request's change of the turn waits for the journal with it") {
  WarmBench bench;
  const std::string text = request_text("192.0.2.1", "b@x.example", "r@dst.example");
  TestAsker first(text);
  TestAsker again(text);
  for (TestAsker* asker : {&first, &again}) bench.engine.submit(*asker);
  CHECK(again.answers.empty());
  bench.engine.run_turn();
  CHECK(first.answers.size() == 1);
  CHECK(again.answers.size() == 1);
  CHECK(bench.statistics.of(Outcome::fresh) == 1);
  CHECK(bench.statistics.of(Outcome::early) == 1);
  CHECK(bench.journal.last() == 1);
}

TEST_CASE("an asker that goes after the decision is not answered, and its change is kept") {
  WarmBench bench;
  TestAsker gone(request_text("192.0.2.1", "b@x.example", "r@dst.example"));
  bench.engine.submit(gone);
  bench.engine.forget(gone);
  CHECK(bench.engine.waiting() == 0);
  bench.engine.run_turn();
  CHECK(gone.answers.empty());
  CHECK(bench.journal.last() == 1);
  // To be gone once more, or with nothing under way, is nothing.
  bench.engine.forget(gone);
}

TEST_CASE("the budget counts from each request's own arrival, and the order does not matter") {
  Bench bench;
  bench.store.hanging = true;
  TestAsker first(request_text("192.0.2.1", "a@x.example", "r@dst.example"));
  TestAsker second(request_text("198.51.100.1", "b@x.example", "r@dst.example"));
  bench.engine.submit(first);
  bench.steady += std::chrono::milliseconds(400);
  bench.engine.submit(second);
  bench.turn_until([&] { return bench.store.loads > 0; });
  bench.steady += std::chrono::milliseconds(600);
  bench.engine.check_deadlines();
  CHECK(first.answers.size() == 1);
  CHECK(second.answers.empty());
  CHECK(bench.engine.waiting() == 1);
  bench.steady += std::chrono::milliseconds(399);
  bench.engine.check_deadlines();
  CHECK(second.answers.empty());
  bench.steady += std::chrono::milliseconds(1);
  bench.engine.check_deadlines();
  CHECK(second.answers.size() == 1);
  CHECK(bench.statistics.late == 2);
  bench.store.hanging = false;
}

}  // namespace greycache::engine_memory_test
