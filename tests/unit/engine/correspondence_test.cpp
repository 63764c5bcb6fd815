// Shows what own users' mail teaches the engine, and that mail of who was written to passes.
#include "greycache/engine/engine.h"

#include "greycache/policy/correspondent.h"
#include "tests/unit/engine/bench_of_parts.h"

namespace greycache::correspondence_test {

namespace {

const std::string kAnna = "anna@customer.example";
const std::string kBob = "bob@shop.example";
const std::string kDeferred = "defer_if_permit Greylisted for 5 minutes";
const std::string kPasses = "PREPEND X-Greylist: correspondent of the recipient, passed by ";

std::string own_mail(const std::string& sender, const std::string& recipient,
                     const std::string& login = "anna", const std::string& address = "192.0.2.9") {
  std::string text = request_text(address, sender, recipient);
  text.insert(text.size() - 1, "sasl_username=" + login + "\n");
  return text;
}

Rules rules_with(Correspondents correspondents) {
  Rules rules;
  rules.greymethod = GreyMethod::classc;
  rules.correspondents = correspondents;
  return rules;
}

struct Site : Bench {
  explicit Site(Correspondents correspondents = Correspondents::address) {
    use(rules_with(correspondents));
  }
  std::string gets(const std::string& sender, const std::string& address = "198.51.100.1",
                   const std::string& recipient = kAnna) {
    return ask(address, sender, recipient);
  }
  bool passes(const std::string& sender, const std::string& address = "198.51.100.1",
              const std::string& recipient = kAnna) {
    return gets(sender, address, recipient).starts_with(kPasses);
  }
};

}  // namespace

TEST_CASE("mail of who was written to passes at once, to who wrote and nobody else") {
  Site site;
  CHECK(site.gets(kBob) == kDeferred);
  CHECK(site.ask(own_mail(kAnna, kBob)) == "dunno");
  CHECK(site.passes(kBob, "203.0.113.7"));
  CHECK(site.passes("bob+anna@shop.example", "203.0.113.8"));
  CHECK(site.gets(kBob, "203.0.113.7", "carl@customer.example") == kDeferred);
  CHECK(site.gets("eve@shop.example", "203.0.113.7") == kDeferred);
  CHECK(site.statistics.of(Outcome::correspondent) == 2);
  CHECK(site.statistics.of(Outcome::not_applicable) == 1);
  CHECK(site.statistics.correspondents_learned == 1);
}

TEST_CASE("what is learned is journalled before the answer leaves, and stored") {
  Site site;
  TestAsker asker(own_mail(kAnna, kBob));
  site.engine.submit(asker);
  CHECK(asker.answers.empty());
  CHECK(site.journal.last() == 0);
  site.engine.run_turn();
  CHECK(asker.answers == std::vector<std::string>{"dunno"});
  CHECK(site.journal.last() == 1);
  REQUIRE(site.turn_until([&] { return site.persistent.idle(); }));
  const Fact lesson = correspondent_fact(*correspondent_keys(kAnna, kBob), site.now);
  CHECK(site.store.facts() == std::vector<Fact>{lesson});
  // Known already: answered inside submit().
  TestAsker again(own_mail(kAnna, kBob));
  site.engine.submit(again);
  CHECK(again.answers.size() == 1);
  CHECK(site.journal.last() == 1);
}

TEST_CASE("a lesson is answered while a look-up of others is under way") {
  Site site;
  site.store.hanging = true;
  TestAsker other(request_text("198.51.100.1", "eve@x.example", kAnna));
  site.engine.submit(other);
  site.engine.run_turn();
  TestAsker asker(own_mail(kAnna, kBob));
  site.engine.submit(asker);
  site.engine.run_turn();
  CHECK(asker.answers.size() == 1);
  CHECK(other.answers.empty());
  site.store.hanging = false;
  REQUIRE(site.turn_until([&] { return !other.answers.empty(); }));
}

TEST_CASE("an entry that only the persistent store has passes the mail, whole source or large") {
  for (const bool large : {false, true}) {
    CAPTURE(large);
    Site site;
    const Keys keys = *correspondent_keys(kAnna, kBob);
    site.store.put(correspondent_fact(keys, site.now - 100));
    for (int i = 0; large && i < 3000; ++i) {
      const std::string name = "b" + std::to_string(i) + "@shop.example";
      site.store.put(correspondent_fact(*correspondent_keys(kAnna, name), site.now - 100));
    }
    CHECK(site.passes(kBob));
    CHECK(site.passes(kBob, "203.0.113.7"));
    CHECK(site.gets("nobody@shop.example") == kDeferred);
  }
}

TEST_CASE("an entry that is over passes nothing") {
  Site site;
  const Keys keys = *correspondent_keys(kAnna, kBob);
  site.store.put(correspondent_fact(keys, site.now - 90 * 86'400 + 1));
  CHECK(site.passes(kBob));
  site.now += 1;
  CHECK(site.gets(kBob, "203.0.113.7") == kDeferred);
}

TEST_CASE("who is known by his source passes as that, and is not asked for elsewhere") {
  Site site;
  CHECK(site.gets(kBob) == kDeferred);
  site.ask(own_mail(kAnna, kBob));
  site.now += 301;
  // It came back in time: that makes an AWL entry, which a correspondent does not.
  CHECK(site.gets(kBob).starts_with("PREPEND X-Greylist: delayed 301"));
  CHECK(site.gets(kBob).starts_with("PREPEND X-Greylist: from auto-whitelisted"));
  CHECK(site.passes(kBob, "203.0.113.7"));
}

TEST_CASE("mail of an own network is not greylisted, and teaches") {
  Site site;
  Rules rules = rules_with(Correspondents::address);
  rules.correspondent_networks = {*Network::parse("192.0.2.0/24")};
  site.use(rules);
  CHECK(site.ask(own_mail(kAnna, kBob, "")) == "dunno");
  CHECK(site.passes(kBob));
  CHECK(site.ask(own_mail("carl@customer.example", kBob, "", "192.0.3.1")) == kDeferred);
}

TEST_CASE("what teaches nothing") {
  Site site;
  CHECK(site.ask(own_mail("", kBob)) == "dunno");
  CHECK(site.ask(own_mail(kAnna, "carl@customer.example")) == "dunno");
  std::string at_data = own_mail(kAnna, kBob);
  at_data.replace(at_data.find("=RCPT"), 5, "=DATA");
  CHECK(site.ask(at_data) == "dunno");
  CHECK(site.statistics.correspondents_learned == 0);
  CHECK(site.journal.last() == 0);
  CHECK(site.gets("carl@customer.example") == kDeferred);
}

TEST_CASE("a burst of new recipients teaches so many of them, and is counted") {
  Site site;
  Rules rules = rules_with(Correspondents::address);
  rules.correspondent_limit = 5;
  site.use(rules);
  for (int i = 0; i < 8; ++i) {
    const std::string remote = "b" + std::to_string(i) + "@shop.example";
    CHECK(site.ask(own_mail("x" + std::to_string(i) + "@customer.example", remote)) == "dunno");
  }
  CHECK(site.statistics.correspondents_learned == 5);
  CHECK(site.statistics.correspondents_refused == 3);
}

TEST_CASE("for the whole site mail of the organisation passes to any user") {
  Site site(Correspondents::domain);
  site.ask(own_mail(kAnna, "bob@mail.shop.example"));
  CHECK(site.passes("eve@shop.example", "203.0.113.7", "carl@customer.example"));
  CHECK(site.gets("eve@other.example", "203.0.113.7", "carl@customer.example") == kDeferred);
  CHECK(site.gets("eve@customer.example", "203.0.113.7", "carl@customer.example") == kDeferred);
}

TEST_CASE("switched off nothing is learned and nothing asked") {
  Site site(Correspondents::off);
  CHECK(site.ask(own_mail(kAnna, kBob)) == "dunno");
  CHECK(site.journal.last() == 0);
  CHECK(site.gets(kBob) == kDeferred);
  CHECK(site.statistics.sources_loaded == 1);
}

TEST_CASE("while the persistent store is away a correspondent that memory has passes") {
  Site site;
  site.ask(own_mail(kAnna, kBob));
  site.store.away = true;
  CHECK(site.passes(kBob, "203.0.113.7"));
  CHECK(site.statistics.of(Outcome::in_doubt) == 0);
}

}  // namespace greycache::correspondence_test
