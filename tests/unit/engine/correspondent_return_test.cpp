// Shows what becomes of a mail that comes back though its recipient wrote to its sender meanwhile,
// or an operator lets it through: its return counts as anybody's.
#include <memory>
#include <string>
#include <vector>

#include "greycache/policy/correspondent.h"
#include "tests/unit/engine/bench_of_parts.h"

namespace greycache::correspondent_return_test {

namespace {

const std::string kAnna = "anna@customer.example";
const std::string kBob = "bob@shop.example";
const std::string kUnit = "pool.example@shop.example";
const std::string kDeferred = "defer_if_permit Greylisted for 5 minutes";

std::string mail_text(const std::string& address, const std::string& sender = kBob,
                      const std::string& recipient = kAnna) {
  return "request=smtpd_access_policy\nprotocol_state=RCPT\nclient_address=" + address +
         "\nclient_name=out.pool.example\nsender=" + sender + "\nrecipient=" + recipient + "\n\n";
}

bool delayed(const std::string& action) {
  return action.starts_with("PREPEND X-Greylist: delayed ");
}
bool written_to(const std::string& action) {
  return action.starts_with("PREPEND X-Greylist: correspondent");
}

struct Site : Bench {
  explicit Site(const Engine::Options& engine_options = {}) : Bench(engine_options) {
    rules.greymethod = GreyMethod::organisation;
    rules.correspondents = Correspondents::address;
    rules.group_domain_level = 0;
    use(rules);
  }
  std::string gets(const std::string& address, const std::string& sender = kBob) {
    return ask(mail_text(address, sender));
  }
  void anna_writes(const std::string& remote = kBob) {
    ask("request=smtpd_access_policy\nprotocol_state=RCPT\nclient_address=203.0.113.9\n"
        "client_name=unknown\nsasl_username=anna\nsender=" +
        kAnna + "\nrecipient=" + remote + "\n\n");
  }
  void expect_mail_to(const std::string& recipient) {
    auto expectations = std::make_shared<Expectations>();
    expectations->merge({recipient, "", now + 3600, now, now + 3600});
    let_pass(expectations, true);
  }
  void let_pass(std::shared_ptr<const Expectations> expectations, bool all) {
    auto set = std::make_shared<PolicySet>();
    set->rules = rules;
    set->source_rules.greymethod = rules.greymethod;
    set->lists.expectations = expectations.get();
    set->lists.knows_expectations = all;
    set->expectations = std::move(expectations);
    engine.set_policy(set, options);
  }
  void lose_standing() {
    engine.standing().merge({"pool.example", "other", {standing_day(now), 1'000, 0}});
    REQUIRE_FALSE(engine.standing().good("pool.example", now));
  }
  // Of this process.
  StandingCounts counted() {
    for (const StandingRow& row : engine.standing().take_changes()) return row.counts;
    return {};
  }
  bool has_awl_entry(const std::string& src) {
    REQUIRE(turn_until([&] { return persistent.idle(); }));
    for (const Fact& fact : store.facts()) {
      if (fact.src == src && fact.kind == FactKind::from_awl) return true;
    }
    return false;
  }

  Rules rules;
};

}  // namespace

TEST_CASE("who waits in the unit and is written to meanwhile comes back as anybody does") {
  for (const auto& [good, shy] : {std::pair(true, false), {false, false}, {true, true}}) {
    CAPTURE(good);
    CAPTURE(shy);
    Site site;
    site.hot.shy = shy;
    if (!good) site.lose_standing();
    CHECK(site.gets("192.0.2.7") == kDeferred);
    site.anna_writes();
    site.now += 301;
    CHECK(delayed(site.gets("198.51.100.7")));
    CHECK(site.counted() == StandingCounts{standing_day(site.now), 1, 1});
    CHECK(site.has_awl_entry(kUnit));
    CHECK(site.has_awl_entry("198.51.100"));
  }
}

TEST_CASE("one who comes back too early passes, and neither counts nor is known by it") {
  Site site;
  CHECK(site.gets("192.0.2.7") == kDeferred);
  site.anna_writes();
  site.now += 300;
  CHECK(written_to(site.gets("192.0.2.7")));
  CHECK_FALSE(site.has_awl_entry(kUnit));
  site.now += kReturnWindow;
  site.gets("192.0.2.7", "somebody@else.example");
  CHECK(site.counted() == StandingCounts{});
}

TEST_CASE("a return that only the persistent store knows of counts, too") {
  Site site;
  site.store.put(
      {FactKind::connect, kUnit, "bob", "shop.example", kAnna, site.now - 301, site.now - 301});
  site.store.put(correspondent_fact(*correspondent_keys(kAnna, kBob), site.now - 100));
  CHECK(delayed(site.gets("192.0.2.7")));
  CHECK(site.has_awl_entry(kUnit));
}

TEST_CASE("in bad standing what is no return hides no correspondent") {
  Site site;
  site.lose_standing();
  site.store.put(
      {FactKind::connect, kUnit, "bob", "shop.example", kAnna, site.now - 9000, site.now - 9000});
  // It has come back already, from another network.
  site.store.put(
      {FactKind::from_awl, kUnit, "bob", "shop.example", "", site.now - 9000, site.now - 8000});
  SUBCASE("whether memory knows him") {
    site.anna_writes();
  }
  SUBCASE("or the store has to be asked") {
    site.store.put(correspondent_fact(*correspondent_keys(kAnna, kBob), site.now - 100));
  }
  CHECK(written_to(site.gets("192.0.2.7")));
}

TEST_CASE("while the persistent store is away a correspondent that memory has passes as one") {
  Site site;
  site.store.put({FactKind::connect, kUnit, "x", "shop.example", kAnna, site.now, site.now});
  site.anna_writes();
  REQUIRE(site.turn_until([&] { return site.persistent.idle(); }));
  site.store.away = true;
  CHECK(written_to(site.gets("192.0.2.7")));
  CHECK(site.statistics.of(Outcome::in_doubt) == 0);
}

TEST_CASE("a correspondent whose network cannot be read in time passes as one, once") {
  Site site;
  site.anna_writes();
  REQUIRE(site.turn_until([&] { return site.persistent.idle(); }));
  site.store.hanging = true;
  TestAsker asker(mail_text("192.0.2.7"));
  site.engine.submit(asker);
  site.turn_until([&] { return site.store.loads > 0 || !asker.answers.empty(); });
  site.steady += std::chrono::milliseconds(1000);
  site.engine.check_deadlines();
  REQUIRE(asker.answers.size() == 1);
  CHECK(written_to(asker.answers[0]));
  site.store.hanging = false;
  site.turn_until([&] { return site.persistent.loader.idle(); });
  CHECK(asker.answers.size() == 1);
  CHECK(site.engine.waiting() == 0);
}

TEST_CASE("when Redis dies a correspondent that memory knows passes as one, all others in doubt") {
  Site site;
  site.hot.shy = true;
  site.anna_writes();
  site.hot.away = true;
  CHECK(written_to(site.gets("192.0.2.7")));
  CHECK(site.gets("192.0.2.7", "eve@shop.example") == "dunno");
}

TEST_CASE("a correspondent that is lost while his network cannot be read passes in doubt") {
  Site site;
  site.anna_writes();
  REQUIRE(site.turn_until([&] { return site.persistent.idle(); }));
  site.store.hanging = true;
  TestAsker asker(mail_text("192.0.2.7"));
  site.engine.submit(asker);
  site.turn_until([&] { return site.store.loads > 0; });
  site.memory.drop(std::vector<std::string>{correspondent_keys(kAnna, kBob)->src});
  site.store.away = true;
  site.store.hanging = false;
  REQUIRE(site.turn_until([&] { return !asker.answers.empty(); }));
  CHECK(asker.answers == std::vector<std::string>{"dunno"});
  CHECK(site.statistics.of(Outcome::in_doubt) == 1);
  site.turn_until([&] { return site.persistent.loader.idle(); });
  CHECK(site.engine.waiting() == 0);
}

TEST_CASE("when Redis dies while a correspondents' source is read each gets an answer, once") {
  Site site;
  site.store.put(correspondent_fact(*correspondent_keys(kAnna, kBob), site.now - 100));
  site.store.hanging = true;
  TestAsker first(mail_text("192.0.2.7"));
  TestAsker second(mail_text("198.51.100.7", "eve@shop.example"));
  site.engine.submit(first);
  site.engine.submit(second);
  site.turn_until([&] { return site.store.loads > 0; });
  site.hot.away = true;
  site.store.hanging = false;
  REQUIRE(site.turn_until([&] { return !first.answers.empty() && !second.answers.empty(); }));
  site.turn_until([&] { return site.persistent.loader.idle(); });
  CHECK(first.answers.size() == 1);
  CHECK(second.answers.size() == 1);
  CHECK(site.engine.waiting() == 0);
}

TEST_CASE("a return that an operator lets through counts for the standing, and leaves no entry") {
  Site site;
  CHECK(site.gets("192.0.2.7") == kDeferred);
  site.expect_mail_to(kAnna);
  site.now += 301;
  CHECK(site.gets("198.51.100.7").find("expected by") != std::string::npos);
  const StandingCounts once{standing_day(site.now), 1, 1};
  CHECK(site.counted() == once);
  site.gets("198.51.100.7");
  CHECK(site.counted() == StandingCounts{});
  CHECK_FALSE(site.has_awl_entry(kUnit));
}

TEST_CASE("what an operator lets through too early is no robot's") {
  Site site;
  CHECK(site.gets("192.0.2.7") == kDeferred);
  site.expect_mail_to(kAnna);
  site.now += 300;
  CHECK(site.gets("192.0.2.7").find("expected by") != std::string::npos);
  site.now += kReturnWindow;
  site.gets("192.0.2.7", "somebody@else.example");
  CHECK(site.counted() == StandingCounts{});
}

TEST_CASE("what passed in doubt does not count against its organisation") {
  Site site;
  SUBCASE("since nobody knows what is expected") {
    site.let_pass(std::make_shared<Expectations>(), false);
    CHECK(site.gets("192.0.2.7") == "dunno");
  }
  SUBCASE("since the budget was over") {
    site.store.hanging = true;
    TestAsker asker(mail_text("192.0.2.7"));
    site.engine.submit(asker);
    site.turn_until([&] { return site.store.loads > 0; });
    site.steady += std::chrono::milliseconds(1000);
    site.engine.check_deadlines();
    CHECK(asker.answers == std::vector<std::string>{"dunno"});
    site.store.hanging = false;
    site.turn_until([&] { return site.journal.last() > 0; });
  }
  REQUIRE(site.turn_until([&] { return site.persistent.idle() && site.journal.last() > 0; }));
  site.now += kReturnWindow;
  site.gets("192.0.2.7", "somebody@else.example");
  CHECK(site.counted() == StandingCounts{});
}

TEST_CASE("all who wait for a correspondents' source get their answer, once") {
  Site site;
  site.store.put(correspondent_fact(*correspondent_keys(kAnna, kBob), site.now - 100));
  site.store.hanging = true;
  std::vector<std::unique_ptr<TestAsker>> askers;
  const auto asks = [&](const std::string& sender) {
    askers.push_back(std::make_unique<TestAsker>(
        mail_text("192.0." + std::to_string(askers.size()) + ".7", sender)));
    site.engine.submit(*askers.back());
  };
  const auto all_answered = [&] {
    return std::ranges::none_of(askers, [](const auto& a) { return a->answers.empty(); });
  };
  asks(kBob);
  asks("eve@shop.example");
  site.turn_until([&] { return site.store.loads > 0; });
  // While that reading is under way, in later turns.
  for (int i = 0; i < 3; ++i) {
    asks(i == 1 ? "eve@else.example" : kBob);
    site.engine.run_turn();
  }
  SUBCASE("when it is read") {
    site.store.hanging = false;
    REQUIRE(site.turn_until(all_answered));
    for (const int i : {0, 2, 4})
      CHECK(written_to(askers[static_cast<std::size_t>(i)]->answers[0]));
    for (const int i : {1, 3}) CHECK(askers[static_cast<std::size_t>(i)]->answers[0] == kDeferred);
  }
  SUBCASE("when it cannot be read") {
    site.store.away = true;
    site.store.hanging = false;
    REQUIRE(site.turn_until(all_answered));
    for (const auto& asker : askers) CHECK(asker->answers[0] == "dunno");
  }
  SUBCASE("when the budget is over") {
    site.steady += std::chrono::milliseconds(1000);
    site.engine.check_deadlines();
    CHECK(all_answered());
    site.store.hanging = false;
  }
  SUBCASE("when some have gone") {
    site.engine.forget(*askers[0]);
    site.engine.forget(*askers[3]);
    site.store.hanging = false;
    REQUIRE(site.turn_until([&] {
      return !askers[1]->answers.empty() && !askers[2]->answers.empty() &&
             !askers[4]->answers.empty();
    }));
    CHECK(askers[0]->answers.empty());
    CHECK(askers[3]->answers.empty());
    askers.erase(askers.begin() + 3);
    askers.erase(askers.begin());
  }
  REQUIRE(site.turn_until([&] { return site.persistent.loader.idle(); }));
  site.turn_until([&] { return site.engine.waiting() == 0; });
  for (const auto& asker : askers) CHECK(asker->answers.size() == 1);
  CHECK(site.engine.waiting() == 0);
}

}  // namespace greycache::correspondent_return_test
