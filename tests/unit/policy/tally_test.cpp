// Shows which facts of a source count, and which connects no longer wait.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "greycache/policy/decide.h"

namespace greycache::tally_test {

namespace {

constexpr UnixTime kNow = 1'760'000'000;
constexpr UnixTime kDay = 86'400;
const Keys kKeys{"192.0.2", "new", "k.com", "new", "r@d.org"};

Fact connect(const char* name, const char* domain = "k.com", UnixTime age = 10,
             const char* rcpt = "r@d.org") {
  return {FactKind::connect, "192.0.2", name, domain, rcpt, kNow - age, kNow - age};
}

Fact from_awl(const char* name, const char* domain = "k.com", UnixTime age = 10) {
  return {FactKind::from_awl, "192.0.2", name, domain, {}, kNow - 2 * age, kNow - age};
}

Fact domain_awl(const char* domain, UnixTime age = 10) {
  return {FactKind::domain_awl, "192.0.2", {}, domain, {}, kNow - 2 * age, kNow - age};
}

Tally tally(const std::vector<Fact>& facts, std::int64_t throttle = 1000) {
  Rules rules;
  rules.connect_src_throttle = throttle;
  return tally_of(facts, kKeys, rules, cutoffs_at(rules, kNow));
}

}  // namespace

TEST_CASE("each kind is counted for the whole source") {
  const Tally counted = tally({connect("a"), connect("b", "other.com"), from_awl("c"),
                               from_awl("d", "other.com"), from_awl("e")});
  CHECK(counted.connect == 2);
  CHECK(counted.from_awl == 3);
  CHECK(tally({domain_awl("a.com"), domain_awl("b.com")}).domain_awl == 2);
}

TEST_CASE("senders of the request's domain are counted with their least first_seen") {
  const Tally counted = tally(
      {from_awl("a", "k.com", 100), from_awl("b", "k.com", 300), from_awl("c", "x.com", 900)});
  CHECK(counted.from_awl_of_domain == 2);
  CHECK(counted.first_from_awl_of_domain == kNow - 600);
}

TEST_CASE("nothing is counted of nothing") {
  CHECK(tally({}).connect == 0);
  CHECK(tally({}).first_from_awl_of_domain == 0);
}

TEST_CASE("expired facts do not count, at the boundaries of each kind") {
  CHECK(tally({connect("a", "k.com", kDay)}).connect == 1);
  CHECK(tally({connect("a", "k.com", kDay + 1)}).connect == 0);
  CHECK(tally({from_awl("a", "k.com", 60 * kDay - 1)}).from_awl == 1);
  CHECK(tally({from_awl("a", "k.com", 60 * kDay)}).from_awl == 0);
  CHECK(tally({domain_awl("k.com", 60 * kDay - 1)}).domain_awl == 1);
  CHECK(tally({domain_awl("k.com", 60 * kDay)}).domain_awl == 0);
}

TEST_CASE("a connect of a whitelisted sender no longer waits, to whatever recipient") {
  CHECK(tally({connect("a"), connect("a", "k.com", 10, "q@d.org"), from_awl("a")}).connect == 0);
}

TEST_CASE("a connect whose normalised name is whitelisted no longer waits") {
  CHECK(tally({connect("bounce-12345"), from_awl("bounce-#")}).connect == 0);
  CHECK(tally({connect("srs0=ab=cd=x.com=u"), from_awl("srs0=#=#=x.com=u")}).connect == 0);
}

TEST_CASE("connects of other senders and domains go on waiting") {
  CHECK(tally({connect("b"), from_awl("a")}).connect == 1);
  CHECK(tally({connect("a"), from_awl("a", "other.com")}).connect == 1);
  CHECK(tally({connect("foo-newsletter"), from_awl("#-newsletter")}).connect == 1);
}

TEST_CASE("an expired whitelist entry covers nothing") {
  CHECK(tally({connect("a"), from_awl("a", "k.com", 60 * kDay)}).connect == 1);
  CHECK(tally({connect("a"), domain_awl("k.com", 60 * kDay)}).connect == 1);
}

TEST_CASE("connects are counted up to the throttle, and only where it turns on them") {
  const std::vector<Fact> waiting{connect("a"), connect("b"), connect("c")};
  CHECK(tally(waiting, 4).connect == 3);
  CHECK(tally(waiting, 3).connect == 3);
  CHECK(tally(waiting, 2).connect == 2);
  CHECK(tally(waiting, 0).connect == 0);
  std::vector<Fact> known = waiting;
  known.push_back(from_awl("x", "x.com"));
  CHECK(tally(known, 2).connect == 2);
  CHECK(tally(known, 1).connect == 0);
  std::vector<Fact> of_domain = waiting;
  of_domain.push_back(domain_awl("x.com"));
  CHECK(tally(of_domain, 2).connect == 0);
  std::vector<Fact> retried = waiting;
  retried.push_back(connect(kKeys.sender_name.c_str()));
  CHECK(tally(retried, 2).connect == 0);
}

TEST_CASE("names are taken apart for so many connects of a source, and no more wait then") {
  const auto with = [](int held) {
    std::vector<Fact> facts{from_awl("bounce-#")};
    for (int i = 0; i < held; ++i) {
      facts.push_back(connect(("bounce-1" + std::to_string(i)).c_str()));
    }
    facts.push_back(connect("waits-on"));
    return facts;
  };
  CHECK(tally(with(199)).connect == 1);
  CHECK(tally(with(200)).connect == 0);
}

// docs/decisions/0001-derived-waiting.md
TEST_CASE("a name with an extension or the recipient in it waits on, as in SQLgrey") {
  CHECK(tally({connect("erin+news"), from_awl("erin")}).connect == 1);
  CHECK(tally({connect("list-r=d.org"), from_awl("list-RCPT")}).connect == 1);
}

TEST_CASE("a new sender that is spelled like a whitelisted one waits for itself") {
  const auto first_attempt = [](UnixTime age) { return connect("r=d.org-owner", "k.com", age); };
  const Fact known = from_awl("r=d.org-owner", "k.com", 20);
  CHECK(tally({first_attempt(19), known}).connect == 1);
  // What was there before was deleted, in SQLgrey, when that one was whitelisted.
  CHECK(tally({first_attempt(20), known}).connect == 0);
  CHECK(tally({first_attempt(21), known}).connect == 0);
}

TEST_CASE("encoded names are understood") {
  CHECK(tally({connect("bounce-1%202"), from_awl("bounce-1%202")}).connect == 0);
  CHECK(tally({connect("%", "k.com"), from_awl("%", "k.com")}).connect == 0);
  CHECK(tally({connect("-undef-", "-undef-", 10, "-undef-"), from_awl("-undef-", "-undef-")})
            .connect == 0);
}

}  // namespace greycache::tally_test
