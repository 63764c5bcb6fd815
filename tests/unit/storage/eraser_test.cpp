// What was forgotten leaves the stores, and nothing else does.
#include "greycache/storage/eraser.h"

#include <doctest/doctest.h>

#include <set>

#include "tests/unit/storage/opt_bench.h"

namespace greycache::eraser_test {

namespace {

constexpr UnixTime kAt = 1'760'000'000;

Fact awl(const std::string& src, const std::string& domain, UnixTime last = kAt) {
  return {FactKind::from_awl, src, "a", domain, "", 1, last};
}

Fact connect(const std::string& src, UnixTime first) {
  return {FactKind::connect, src, "a", "x.example", "bob@y.example", first, first};
}

Eraser::Task under(std::vector<std::string> sources) {
  Eraser::Task task;
  task.sources = std::move(sources);
  return task;
}

struct Erasing : OptBench<> {
  std::set<std::string> dropped;
  std::optional<std::size_t> erased;
  std::unique_ptr<HeldStore> owned_asking = std::make_unique<HeldStore>();
  Eraser eraser{loop,
                {worker, worker},
                {.drop = [this](auto sources) { dropped.insert(sources.begin(), sources.end()); },
                 .on_done = [this](std::size_t entries) { erased = entries; }},
                std::chrono::milliseconds(1)};

  void erase(const ForgottenName& name, Eraser::Task task) {
    task.forgotten.add(name, kAt);
    REQUIRE(eraser.add(std::move(task), std::chrono::milliseconds(0)));
    REQUIRE(turn_until([this] { return erased.has_value(); }));
  }
};

}  // namespace

TEST_CASE("a source's entries go, every moment of them, but for what was seen later") {
  Erasing bench;
  for (const UnixTime first : {kAt - 10, kAt, kAt + 1}) bench.store.put(connect("192.0.2", first));
  bench.store.put(awl("192.0.2", "x.example", kAt + 1));
  bench.store.put(awl("192.0.2", "z.example"));
  bench.store.put(awl("192.0.3", "x.example"));
  bench.erase({ForgottenName::Scope::source, "192.0.2"}, under({"192.0.2", "192.0.2.7"}));
  CHECK(bench.store.facts() == std::vector<Fact>{connect("192.0.2", kAt + 1),
                                                 awl("192.0.2", "x.example", kAt + 1),
                                                 awl("192.0.3", "x.example")});
  CHECK(bench.dropped == std::set<std::string>{"192.0.2"});
  CHECK(bench.erased == 2);
}

TEST_CASE("a sender's entries are found under every source, however many there are") {
  Erasing bench;
  for (int i = 0; i < 1300; ++i) bench.store.put(awl("10.0." + std::to_string(i), "x.example"));
  bench.store.put(awl("192.0.2", "z.example"));
  Eraser::Task task;
  task.searches.resize(1);
  task.searches.front().sender_domain = "x.example";
  bench.erase({ForgottenName::Scope::sender, "x.example"}, task);
  CHECK(bench.store.facts() == std::vector<Fact>{awl("192.0.2", "z.example")});
  CHECK(bench.dropped.size() == 1300);
}

TEST_CASE("an organisation's entries are those of its units") {
  Erasing bench;
  for (int i = 0; i < 1100; ++i) {
    bench.store.put(awl("outlook.com@d" + std::to_string(i) + ".example", "d.example"));
  }
  bench.store.put(awl("outlook.comx@d.example", "d.example"));
  Eraser::Task task;
  task.prefixes = {"outlook.com@"};
  bench.erase({ForgottenName::Scope::organisation, "outlook.com"}, task);
  CHECK(bench.store.facts() == std::vector<Fact>{awl("outlook.comx@d.example", "d.example")});
  CHECK(bench.erased == 1100);
}

TEST_CASE("a second one waits for its turn, and there is a bound to how many do") {
  Erasing bench;
  bench.store.put(awl("192.0.2", "x.example"));
  bench.store.put(awl("192.0.3", "x.example"));
  Eraser::Task first = under({"192.0.2"});
  first.forgotten.add({ForgottenName::Scope::source, "192.0.2"}, kAt);
  REQUIRE(bench.eraser.add(first, std::chrono::milliseconds(0)));
  Eraser::Task second = under({"192.0.3"});
  second.forgotten.add({ForgottenName::Scope::source, "192.0.3"}, kAt);
  REQUIRE(bench.eraser.add(second, std::chrono::milliseconds(20)));
  CHECK(bench.turn_until([&] { return bench.store.facts().empty(); }));
  std::size_t taken = 0;
  while (taken <= Eraser::kMostTasks && bench.eraser.add({}, std::chrono::hours(1))) ++taken;
  CHECK(taken <= Eraser::kMostTasks);
}

TEST_CASE("a source is read to its end, whatever of it stays") {
  Erasing bench;
  std::vector<Fact> facts;
  std::vector<Fact> left;
  for (int i = 0; i < 1300; ++i) {
    const std::string domain = "d" + std::to_string(10'000 + i) + ".example";
    const bool later = i < 1100;
    facts.push_back(awl("192.0.2", domain, later ? kAt + 1 : kAt));
    if (later) left.push_back(facts.back());
  }
  facts.push_back(connect("192.0.2", kAt));
  facts.push_back(awl("192.0.3", "x.example"));
  left.push_back(facts.back());
  REQUIRE(bench.store.merge(facts).has_value());
  Eraser::Task task = under({"192.0.2"});
  task.forgotten.add({ForgottenName::Scope::source, "192.0.3"}, kAt);
  bench.erase({ForgottenName::Scope::source, "192.0.2"}, task);
  CHECK(bench.store.facts() == merged(left));
  CHECK(bench.dropped == std::set<std::string>{"192.0.2"});
  CHECK(bench.erased == 201);
}

TEST_CASE("what cannot be deleted now is deleted when the store takes it") {
  Erasing bench;
  std::vector<Fact> facts{awl("192.0.2", "x.example"), awl("192.0.3", "x.example")};
  for (int i = 0; i < 600; ++i) facts.push_back(awl("192.0.4", "d" + std::to_string(i)));
  REQUIRE(bench.store.merge(facts).has_value());
  bench.store.read_only = true;
  Eraser::Task task = under({"192.0.4", "192.0.2", "192.0.3"});
  task.forgotten.add({ForgottenName::Scope::network, "192.0.0.0/16"}, kAt);
  REQUIRE(bench.eraser.add(task, std::chrono::milliseconds(0)));
  for (std::size_t left : {601U, 600U, 100U}) {
    const int tried = bench.store.erasures;
    REQUIRE(bench.turn_until([&] { return bench.store.erasures >= tried + 2; }));
    bench.store.read_only = false;
    REQUIRE(bench.turn_until([&] { return bench.store.facts().size() <= left; }));
    bench.store.read_only = true;
  }
  bench.store.read_only = false;
  CHECK(bench.turn_until([&] { return bench.erased.has_value(); }));
  CHECK(bench.store.facts().empty());
  CHECK(bench.erased == 602);
}

TEST_CASE("what is taken back before it is deleted stays") {
  Erasing bench;
  bench.store.put(awl("192.0.2", "x.example"));
  Eraser::Task task = under({"192.0.2"});
  task.wanted = [] { return false; };
  bench.erase({ForgottenName::Scope::source, "192.0.2"}, task);
  CHECK(bench.store.facts().size() == 1);
  CHECK(bench.erased == 0);
}

TEST_CASE("nothing happens behind its end") {
  Erasing bench;
  bench.store.put(awl("192.0.2", "x.example"));
  {
    Eraser eraser(bench.loop, {bench.worker, bench.worker},
                  {.drop = [](auto) { FAIL("dropped"); }, .on_done = [](auto) { FAIL("done"); }});
    Eraser::Task task = under({"192.0.2"});
    task.forgotten.add({ForgottenName::Scope::source, "192.0.2"}, kAt);
    REQUIRE(eraser.add(task, std::chrono::milliseconds(0)));
    bench.turn_until([&] { return bench.store.loads > 0; });
  }
  const std::int64_t turns = bench.turns;
  bench.turn_until([&] { return bench.turns > turns + 100; });
}

}  // namespace greycache::eraser_test
