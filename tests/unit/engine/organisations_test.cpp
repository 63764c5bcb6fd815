// Shows how a client's organisation passes its mail, when it does not, and what that costs.
#include "greycache/engine/engine.h"
#include "tests/unit/engine/bench_of_parts.h"
#include "tests/unit/policy/smart_patterns.h"

namespace greycache::organisations_test {

namespace {

const std::string kDeferred = "defer_if_permit Greylisted for 5 minutes";

bool delayed(const std::string& action) {
  return action.starts_with("PREPEND X-Greylist: delayed ");
}
bool known(const std::string& action) {
  return action.find("auto-whitelisted") != std::string::npos;
}

// A host of a provider's pool, by its network and name.
struct Host {
  std::string address;
  std::string name;
};
const Host kFirst{"192.0.2.7", "out-a.pool.example"};
const Host kSecond{"198.51.100.7", "out-b.pool.example"};
const Host kThird{"203.0.113.7", "out-c.mail.pool.example"};
const Host kOther{"198.18.0.7", "mx.elsewhere.example"};
const Host kLine{"203.0.113.9", "x7f3k2.town.pool.example"};  // an access line of the provider's
const std::string kMailServers = "mail:pool.example";         // what its "out-" hosts stand under

// A sender's domain whose unit of pool.example is watched, or is not.
std::string domain_that(bool is_watched) {
  for (int i = 0;; ++i) {
    std::string domain = "x" + std::to_string(i) + ".example";
    if (greycache::is_watched("pool.example@" + domain) == is_watched) return domain;
  }
}

struct OrganisationBench : Bench {
  explicit OrganisationBench(const Engine::Options& engine_options = {}) : Bench(engine_options) {
    rules.greymethod = GreyMethod::organisation;
    use(rules);
  }

  std::string mail(const Host& host, const std::string& sender,
                   const std::string& recipient = "r@dst.example") {
    return ask("request=smtpd_access_policy\nprotocol_state=RCPT\nclient_address=" + host.address +
               "\nclient_name=" + host.name + "\nsender=" + sender + "\nrecipient=" + recipient +
               "\n\n");
  }
  // So many robots of the organisation come and never come back.
  void lose_standing(const std::string& organisation = "pool.example") {
    for (int i = 0; i < 50; ++i) engine.standing().first_attempt(organisation, now);
    REQUIRE_FALSE(engine.standing().good(organisation, now));
  }
  // So many first attempts come back, and none stays away.
  void prove(const std::string& standing_name = kMailServers) {
    for (std::uint64_t i = 0; i < kProvenReturns; ++i) {
      engine.standing().first_attempt(standing_name, now);
      engine.standing().came_back(standing_name, now);
    }
  }
  std::vector<Fact> stored(const std::string& src) {
    REQUIRE(turn_until([&] { return persistent.idle(); }));
    std::vector<Fact> facts;
    for (const Fact& fact : store.facts()) {
      if (fact.src == src) facts.push_back(fact);
    }
    return facts;
  }
  StandingCounts counted(const std::string& organisation = "pool.example") {
    const auto days = engine.standing().days_of(organisation);
    return days.empty() ? StandingCounts{} : days.back();
  }
  JournalSequence records() const { return journal.last(); }

  Rules rules;
};

// Where names that begin with "out-" are mail servers'.
struct MailServersBench : OrganisationBench {
  MailServersBench() { use(rules, &patterns); }

  // What was seen until a moment ago.
  void forget(const ForgottenName& name) {
    auto rows = std::make_shared<Expectations>();
    rows->merge(forgotten_row(name, now - 1, now + 86'400, ""));
    auto set = std::make_shared<PolicySet>();
    set->rules = rules;
    set->source_rules.greymethod = rules.greymethod;
    set->source_rules.patterns = &patterns;
    set->expectations = rows;
    engine.set_policy(set, options);
  }

  SmartPatterns patterns = smart_patterns("^out-", "^$");
};

}  // namespace

TEST_CASE(
    "a retry from another network of the organisation passes, and its sender is known there") {
  OrganisationBench bench;
  CHECK(bench.mail(kFirst, "a@x.example") == kDeferred);
  bench.now += 300;
  CHECK(bench.mail(kSecond, "a@x.example") == kDeferred);
  bench.now += 1;
  CHECK(delayed(bench.mail(kThird, "a@x.example")));
  CHECK(known(bench.mail(kFirst, "a@x.example", "other@dst.example")));
  CHECK(known(bench.mail(kThird, "a@x.example", "other@dst.example")));
  CHECK(bench.mail(kOther, "a@x.example") == kDeferred);
}

TEST_CASE("sub-domains of a sender are one for the organisation") {
  OrganisationBench bench;
  bench.mail(kFirst, "bounces+1@em1.shop.example");
  bench.now += 301;
  CHECK(delayed(bench.mail(kSecond, "bounces+1@em1.shop.example")));
  CHECK(known(bench.mail(kThird, "bounces+2@em77.shop.example")));
  CHECK(bench.mail(kThird, "bounces+2@em77.other.example") == kDeferred);
}

TEST_CASE("an unverified name, and a customer's machine, have no organisation") {
  for (const char* name : {"unknown", "192-0-2-7.pool.example", "localhost"}) {
    OrganisationBench bench;
    const Host first{"192.0.2.7", name};
    const Host second{"198.51.100.7", name};
    bench.mail(first, "a@x.example");
    bench.now += 301;
    CHECK_MESSAGE(bench.mail(second, "a@x.example") == kDeferred, name);
    CHECK_MESSAGE(delayed(bench.mail(first, "a@x.example")), name);
    CHECK(bench.engine.standing().organisations() == 0);
  }
}

TEST_CASE("by another greymethod nobody has an organisation") {
  OrganisationBench bench;
  bench.rules.greymethod = GreyMethod::smart;
  bench.use(bench.rules);
  bench.mail(kFirst, "a@x.example");
  bench.now += 301;
  CHECK(bench.mail(kSecond, "a@x.example") == kDeferred);
  CHECK(bench.stored("pool.example@x.example").empty());
}

TEST_CASE(
    "what an operator lets through passes from an organisation's hosts, and leaves no entry") {
  OrganisationBench bench;
  auto expectations = std::make_shared<Expectations>();
  expectations->merge({"r@dst.example", "a@x.example", bench.now + 9, bench.now, bench.now + 9});
  auto set = std::make_shared<PolicySet>();
  set->rules = bench.rules;
  set->lists.expectations = expectations.get();
  set->expectations = expectations;
  bench.engine.set_policy(set, bench.options);
  CHECK(bench.mail(kFirst, "a@x.example").find("expected by") != std::string::npos);
  CHECK(bench.mail(kOther, "a@x.example").find("expected by") != std::string::npos);
  CHECK(bench.mail(kFirst, "b@x.example") == kDeferred);
  CHECK(bench.records() == 1);
  bench.now += 9;
  CHECK(bench.mail(kFirst, "a@x.example") == kDeferred);
}

TEST_CASE("a first attempt waits in its unit, a mail that passes is known to both in one record") {
  OrganisationBench bench;
  bench.mail(kFirst, "a@x.example");
  CHECK(bench.records() == 1);
  CHECK(bench.stored("192.0.2").empty());
  CHECK(bench.stored("pool.example@x.example").size() == 1);
  bench.now += 301;
  bench.mail(kSecond, "a@x.example");
  CHECK(bench.records() == 2);
  REQUIRE(bench.stored("198.51.100").size() == 1);
  CHECK(bench.stored("198.51.100")[0].kind == FactKind::from_awl);
  CHECK(bench.stored("198.51.100")[0].first_seen == bench.now - 301);
}

TEST_CASE("in bad standing nobody is known by the organisation, but a return passes") {
  OrganisationBench bench;
  bench.lose_standing();
  bench.mail(kFirst, "a@x.example");
  bench.now += 301;
  CHECK(delayed(bench.mail(kSecond, "a@x.example")));
  CHECK(known(bench.mail(kSecond, "a@x.example", "other@dst.example")));
  // A robot of another network writes in the sender's name.
  CHECK(bench.mail(kThird, "a@x.example") == kDeferred);
  CHECK(bench.mail(kThird, "a@x.example", "other@dst.example") == kDeferred);
  bench.now += 301;
  CHECK(delayed(bench.mail(kThird, "a@x.example")));
}

TEST_CASE("new mail of proven mail servers passes at once, leaves no entry and counts nothing") {
  MailServersBench bench;
  bench.prove();
  const auto counted = bench.counted(kMailServers);
  const std::string passed = bench.mail(kFirst, "a@" + domain_that(false));
  CHECK(passed.starts_with("PREPEND X-Greylist: from mail servers that come back, passed by "));
  CHECK(bench.statistics.of(Outcome::proven) == 1);
  CHECK(bench.records() == 0);
  bench.now += kReturnWindow;
  bench.engine.count_returns();
  CHECK(bench.counted(kMailServers) == counted);
}

TEST_CASE("of proven mail servers one unit in some waits, and counts") {
  MailServersBench bench;
  bench.prove();
  const std::string sender = "a@" + domain_that(true);
  CHECK(bench.mail(kFirst, sender) == kDeferred);
  bench.now += 301;
  CHECK(delayed(bench.mail(kSecond, sender)));
  CHECK(bench.counted(kMailServers).came_back == kProvenReturns + 1);
}

TEST_CASE("what waits when the mail servers become proven goes on to wait, and comes back") {
  MailServersBench bench;
  const std::string sender = "a@" + domain_that(false);
  CHECK(bench.mail(kFirst, sender) == kDeferred);
  bench.prove();
  bench.now += 60;
  CHECK(bench.mail(kSecond, sender) == kDeferred);
  bench.now += 241;
  CHECK(delayed(bench.mail(kSecond, sender)));
}

TEST_CASE("who was forgotten waits, though the mail servers are proven; others do not") {
  using Scope = ForgottenName::Scope;
  const std::string domain = domain_that(false);
  for (const ForgottenName& name :
       {ForgottenName{Scope::organisation, "pool.example"}, ForgottenName{Scope::sender, domain},
        ForgottenName{Scope::sender_at_organisation, domain + " a"},
        ForgottenName{Scope::network, "192.0.2.0/24"}}) {
    CAPTURE(name.name);
    MailServersBench bench;
    bench.prove();
    bench.forget({Scope::source, "203.0.113"});
    CHECK(bench.mail(kFirst, "b@" + domain).find("mail servers that come back") !=
          std::string::npos);
    bench.forget(name);
    CHECK(bench.mail(kFirst, "a@" + domain) == kDeferred);
    bench.now += 301;
    CHECK(delayed(bench.mail(kFirst, "a@" + domain)));
  }
}

TEST_CASE("who is known to proven mail servers passes as that") {
  MailServersBench bench;
  const std::string sender = "a@" + domain_that(false);
  bench.mail(kFirst, sender);
  bench.now += 301;
  bench.mail(kFirst, sender);
  bench.prove();
  CHECK(known(bench.mail(kSecond, sender)));
}

TEST_CASE("the other hosts of an organisation are never proven") {
  MailServersBench bench;
  bench.prove("pool.example");
  bench.prove(kMailServers);
  CHECK(bench.mail(kLine, "a@" + domain_that(false)) == kDeferred);
}

TEST_CASE("hosts that are named as mail servers stand apart from the organisation's others") {
  MailServersBench bench;
  bench.lose_standing();
  bench.mail(kFirst, "a@x.example");
  bench.now += 301;
  CHECK(delayed(bench.mail(kSecond, "a@x.example")));
  CHECK(known(bench.mail(kFirst, "a@x.example")));
  CHECK(bench.counted(kMailServers).came_back == 1);
  CHECK(bench.mail(kLine, "a@x.example") == kDeferred);
}

TEST_CASE("who is known stays so where he wrote from when the standing is lost, and won again") {
  OrganisationBench bench;
  bench.mail(kFirst, "a@x.example");
  bench.now += 301;
  bench.mail(kSecond, "a@x.example");
  bench.lose_standing();
  CHECK(known(bench.mail(kSecond, "a@x.example")));
  CHECK(bench.mail(kThird, "a@x.example") == kDeferred);
  bench.now += 7 * 86'400;
  CHECK(known(bench.mail(kThird, "a@x.example")));
}

TEST_CASE("what was written in bad standing counts in good standing") {
  OrganisationBench bench;
  bench.lose_standing();
  bench.mail(kFirst, "a@x.example");
  bench.now += 301;
  bench.mail(kFirst, "a@x.example");
  bench.now += 7 * 86'400;
  CHECK(known(bench.mail(kSecond, "a@x.example")));
}

TEST_CASE("entries of a network from before there were organisations count, and are passed on") {
  OrganisationBench bench;
  bench.store.put(
      {FactKind::from_awl, "192.0.2", "a", "x.example", "", bench.now - 9000, bench.now - 8000});
  CHECK(bench.mail(kSecond, "a@x.example") == kDeferred);
  CHECK(known(bench.mail(kFirst, "a@x.example")));
  CHECK(known(bench.mail(kSecond, "a@x.example")));
  const auto unit = bench.stored("pool.example@x.example");
  REQUIRE(unit.size() == 2);
  CHECK(unit[1].kind == FactKind::from_awl);
  CHECK(unit[1].first_seen == bench.now - 9000);
}

TEST_CASE("an AWL hit tells the other source once an awl_refresh, and writes nothing more") {
  OrganisationBench bench;
  bench.mail(kFirst, "a@x.example");
  bench.now += 301;
  bench.mail(kFirst, "a@x.example");
  const auto before = bench.records();
  CHECK(known(bench.mail(kSecond, "a@x.example")));
  CHECK(bench.records() == before + 1);
  const auto turns = bench.statistics.turns;
  for (int i = 0; i < 10; ++i) CHECK(known(bench.mail(kSecond, "a@x.example")));
  CHECK(bench.records() == before + 1);
  CHECK(bench.statistics.turns == turns);
  bench.now += bench.rules.awl_refresh;
  CHECK(known(bench.mail(kSecond, "a@x.example")));
  CHECK(bench.records() == before + 2);
  CHECK(bench.stored("198.51.100").front().last_seen == bench.now);
}

TEST_CASE("a process that does not know what was passed on looks, and does not write it again") {
  OrganisationBench bench;
  for (const char* src : {"192.0.2", "pool.example@x.example"}) {
    bench.store.put(
        {FactKind::from_awl, src, "a", "x.example", "", bench.now - 9000, bench.now - 60});
  }
  for (int i = 0; i < 3; ++i) CHECK(known(bench.mail(kFirst, "a@x.example")));
  CHECK(bench.records() == 0);
}

TEST_CASE("a domain that is known for the organisation is known to the network it writes from") {
  OrganisationBench bench;
  for (const char* sender : {"a@x.example", "b@x.example"}) bench.mail(kFirst, sender);
  bench.now += 301;
  for (const char* sender : {"a@x.example", "b@x.example"}) bench.mail(kSecond, sender);
  CHECK(bench.mail(kThird, "c@x.example").find("domain auto-whitelisted") != std::string::npos);
  const auto before = bench.records();
  for (int i = 0; i < 5; ++i) {
    CHECK(known(bench.mail(kThird, "n" + std::to_string(i) + "@x.example")));
  }
  CHECK(bench.records() == before);
  bench.lose_standing();
  CHECK(known(bench.mail(kThird, "d@x.example")));
}

TEST_CASE("in bad standing two senders that came back make their domain known to their network") {
  OrganisationBench bench;
  bench.lose_standing();
  for (const char* sender : {"a@x.example", "b@x.example"}) bench.mail(kFirst, sender);
  bench.now += 301;
  for (const char* sender : {"a@x.example", "b@x.example"}) {
    CHECK(delayed(bench.mail(kFirst, sender)));
  }
  CHECK(bench.mail(kFirst, "c@x.example").find("domain auto-whitelisted") != std::string::npos);
}

TEST_CASE("both sources are loaded at once, and each once for all who wait for it") {
  OrganisationBench bench;
  bench.store.hanging = true;
  const auto text = [](const Host& host) {
    return "request=smtpd_access_policy\nprotocol_state=RCPT\nclient_address=" + host.address +
           "\nclient_name=" + host.name + "\nsender=a@x.example\nrecipient=r@dst.example\n\n";
  };
  TestAsker first(text(kFirst));
  bench.engine.submit(first);
  bench.turn_until([&] { return bench.store.loads > 0; });
  TestAsker second(text(kSecond));
  bench.engine.submit(second);
  bench.store.hanging = false;
  REQUIRE(bench.turn_until([&] { return !first.answers.empty() && !second.answers.empty(); }));
  CHECK(first.answers[0] == kDeferred);
  CHECK(second.answers[0] == kDeferred);
  CHECK(bench.store.loads == 2);
  CHECK(bench.engine.waiting() == 0);
}

TEST_CASE("one who leaves while both sources are loaded is decided all the same") {
  OrganisationBench bench;
  bench.store.hanging = true;
  TestAsker asker(
      "request=smtpd_access_policy\nclient_address=192.0.2.7\nclient_name=out-a.pool."
      "example\nsender=a@x.example\nrecipient=r@dst.example\n\n");
  bench.engine.submit(asker);
  bench.turn_until([&] { return bench.store.loads > 0; });
  bench.engine.forget(asker);
  bench.store.hanging = false;
  REQUIRE(bench.turn_until([&] { return bench.records() == 1; }));
  CHECK(asker.answers.empty());
  CHECK(bench.stored("pool.example@x.example").size() == 1);
}

TEST_CASE("a unit and a network that are too large are asked by key, in one reading") {
  OrganisationBench bench;
  for (int i = 0; i < 4000; ++i) {
    const std::string name = "n" + std::to_string(i);
    bench.store.put({FactKind::from_awl, "192.0.2", name, name + ".example", "", bench.now - 9000,
                     bench.now - 60});
    bench.store.put({FactKind::connect, "pool.example@x.example", name, "x.example",
                     "r@dst.example", bench.now - 400, bench.now - 400});
  }
  CHECK(bench.mail(kFirst, "new@x.example") == kDeferred);
  CHECK(bench.store.finds == 1);
  CHECK(delayed(bench.mail(kFirst, "n17@x.example")));
  CHECK(known(bench.mail(kSecond, "n17@x.example")));
  CHECK(known(bench.mail(kFirst, "n18@n18.example")));
}

TEST_CASE("the throttle of a network concerns the network") {
  OrganisationBench bench;
  bench.rules.connect_src_throttle = 2;
  bench.use(bench.rules);
  for (int i = 0; i < 4; ++i) bench.mail(kFirst, "n" + std::to_string(i) + "@x.example");
  CHECK(bench.statistics.of(Outcome::throttled) == 2);
  CHECK(bench.stored("pool.example@x.example").size() == 2);
  CHECK(bench.mail(kSecond, "n3@x.example") == kDeferred);
  CHECK(bench.statistics.of(Outcome::throttled) == 2);
}

TEST_CASE("with the persistent store away a client of an organisation passes in doubt") {
  OrganisationBench bench;
  bench.store.away = true;
  CHECK(bench.mail(kFirst, "a@x.example") == "dunno");
  bench.store.away = false;
  REQUIRE(bench.turn_until([&] { return bench.persistent_health.up(); }));
  CHECK(bench.mail(kFirst, "a@x.example") == kDeferred);
}

TEST_CASE("with in_doubt = greylist it is deferred, and passes when it comes back") {
  OrganisationBench bench({std::chrono::milliseconds(1000), InDoubt::greylist});
  bench.store.away = true;
  CHECK(bench.mail(kFirst, "a@x.example") == kDeferred);
  bench.now += 301;
  CHECK(delayed(bench.mail(kSecond, "a@x.example")));
}

TEST_CASE("the budget of a request is one for both sources") {
  OrganisationBench bench;
  bench.store.hanging = true;
  TestAsker asker(
      "request=smtpd_access_policy\nclient_address=192.0.2.7\nclient_name=out-a.pool."
      "example\nsender=a@x.example\nrecipient=r@dst.example\n\n");
  bench.engine.submit(asker);
  bench.turn_until([&] { return bench.store.loads > 0; });
  bench.steady += std::chrono::milliseconds(1000);
  bench.engine.check_deadlines();
  REQUIRE(asker.answers.size() == 1);
  CHECK(asker.answers[0] == "dunno");
  bench.store.hanging = false;
}

TEST_CASE("a first attempt counts for the standing once its window is over, a return at once") {
  OrganisationBench bench;
  bench.mail(kFirst, "a@x.example");
  bench.mail(kFirst, "robot@y.example");
  CHECK(bench.counted() == StandingCounts{});
  bench.now += 301;
  bench.mail(kSecond, "a@x.example");
  const auto day = standing_day(bench.now);
  CHECK(bench.counted() == StandingCounts{day, 1, 1});
  bench.now += kReturnWindow;
  bench.mail(kFirst, "b@z.example");
  CHECK(bench.counted() == StandingCounts{day, 2, 1});
}

TEST_CASE("of a burst to many recipients those that pass by the first one's return are no robots") {
  OrganisationBench bench;
  for (int i = 0; i < 50; ++i) {
    bench.mail(kFirst, "news@shop.example", "r" + std::to_string(i) + "@dst.example");
  }
  bench.now += 301;
  for (int i = 0; i < 50; ++i) {
    bench.mail(kSecond, "news@shop.example", "r" + std::to_string(i) + "@dst.example");
  }
  bench.now += kReturnWindow;
  bench.mail(kFirst, "b@z.example");
  CHECK(bench.counted() == StandingCounts{standing_day(bench.now), 1, 1});
}

TEST_CASE("robots take the standing away, and returns bring it back") {
  OrganisationBench bench;
  for (int i = 0; i < 4; ++i) bench.mail(kFirst, "n" + std::to_string(i) + "@x.example");
  bench.now += kReturnWindow;
  bench.mail(kFirst, "b@z.example");
  CHECK_FALSE(bench.engine.standing().good("pool.example", bench.now));
  bench.now += 301;
  CHECK(delayed(bench.mail(kFirst, "b@z.example")));
  CHECK(bench.engine.standing().good("pool.example", bench.now));
}

TEST_CASE("requests of one turn see what those before them changed, under either source") {
  OrganisationBench bench;
  const auto text = [](const Host& host) {
    return "request=smtpd_access_policy\nprotocol_state=RCPT\nclient_address=" + host.address +
           "\nclient_name=" + host.name + "\nsender=a@x.example\nrecipient=r@dst.example\n\n";
  };
  bench.mail(kFirst, "a@x.example");
  bench.now += 301;
  TestAsker first(text(kSecond));
  TestAsker second(text(kThird));
  bench.engine.submit(first);
  bench.engine.submit(second);
  bench.turn_until([&] { return !first.answers.empty() && !second.answers.empty(); });
  // In the order in which their networks were read.
  CHECK(delayed(first.answers.at(0)) != delayed(second.answers.at(0)));
  CHECK(known(first.answers.at(0)) != known(second.answers.at(0)));
}

}  // namespace greycache::organisations_test
