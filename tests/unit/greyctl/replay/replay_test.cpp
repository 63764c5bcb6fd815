// Shows that a replay decides with the trace's times and answers as the daemon would.
#include "greyctl/replay/replay.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <vector>

namespace greycache {

namespace {

// All facts in one list.
class ListStore : public ReplayStore {
 public:
  tl::expected<Found, std::string> look_up(const Keys& keys, bool whole, UnixTime) override {
    if (!error.empty()) return tl::make_unexpected(error);
    ++(whole ? whole_look_ups : look_ups);
    Found found;
    for (const Fact& fact : facts) {
      if (fact.sender_domain != keys.sender_domain) continue;
      if (fact.kind == FactKind::domain_awl) found.known.domain_awl = fact;
      if (fact.kind == FactKind::from_awl) found.known.from_awl = fact;
      if (fact.kind == FactKind::connect) found.known.connect = fact;
    }
    if (whole) found.all = facts;
    return found;
  }
  tl::expected<void, std::string> apply(std::span<const Fact> changes, const Cutoffs&,
                                        UnixTime) override {
    facts.insert(facts.end(), changes.begin(), changes.end());
    facts = merged(facts);
    return {};
  }

  std::vector<Fact> facts;
  std::string error;
  int look_ups = 0;
  int whole_look_ups = 0;
};

struct Bench {
  Rules rules;
  ListStore store;
  Replay replay{rules, {}, {}, store};

  std::string answer(UnixTime at, const std::string& instance = "") {
    return *replay.answer(fmt::format(
        R"({{"at": {}, "request": {{"client_address": "192.0.2.1", "client_name": "web.x.y",
            "sender": "a@b.c", "recipient": "r@d.e", "instance": "{}"}}}})",
        at, instance));
  }
};

}  // namespace

TEST_CASE("a conversation of hours is decided by the times of its lines") {
  Bench bench;
  CHECK(
      bench.answer(1000) ==
      R"({"action": "defer_if_permit Greylisted for 5 minutes", "outcome": "new", "delay": null, "rule": null, "src": "192.0.2"})");
  CHECK(bench.answer(1300).find(R"("outcome": "early")") != std::string::npos);
  CHECK(bench.answer(1301).find(R"("outcome": "reconnect", "delay": 301)") != std::string::npos);
  CHECK(bench.answer(90'000).find(R"("outcome": "from_awl", "delay": null)") != std::string::npos);
}

TEST_CASE("all of a source is looked up only where the decision needs it") {
  Bench bench;
  bench.answer(1000);
  CHECK(bench.store.whole_look_ups == 0);
  bench.answer(1301);
  CHECK(bench.store.whole_look_ups == 1);
}

TEST_CASE("what needs no store has no source and asks none") {
  Bench bench;
  const auto answer = bench.replay.answer(
      R"({"at": 1, "request": {"client_address": "192.0.2.1", "sasl_username": "u"}})");
  CHECK(
      *answer ==
      R"({"action": "dunno", "outcome": "not_applicable", "delay": null, "rule": null, "src": null})");
  CHECK(bench.store.look_ups == 0);
}

TEST_CASE("one message has its header once") {
  Bench bench;
  bench.answer(1000);
  CHECK(bench.answer(1301, "i.1").find("PREPEND") != std::string::npos);
  const auto second = bench.replay.answer(
      R"({"at": 1302, "request": {"client_address": "192.0.2.1", "client_name": "web.x.y",
          "sender": "a@b.c", "recipient": "other@d.e", "instance": "i.1"}})");
  CHECK(second->find(R"("action": "dunno", "outcome": "from_awl")") != std::string::npos);
}

TEST_CASE("a store's error ends the answer, and a bad line tells what is wrong") {
  Bench bench;
  bench.store.error = "gone";
  const auto failed =
      bench.replay.answer(R"({"at": 1, "request": {"client_address": "192.0.2.1"}})");
  REQUIRE_FALSE(failed.has_value());
  CHECK(failed.error() == "gone");
  CHECK_FALSE(bench.replay.answer("nonsense").has_value());
}

}  // namespace greycache
