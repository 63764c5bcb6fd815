// Triplets of postgrey's become facts.
#include "greyctl/moving/postgrey/triplet_facts.h"

#include <doctest/doctest.h>

namespace greycache::triplet_facts_test {

namespace {

constexpr UnixTime kNow = 1'800'000'000;

PostgreyTriplet triplet(const char* client, std::string sender, UnixTime waited) {
  return {*IpAddress::parse(client), std::move(sender), "bob@example.com", kNow - 3600,
          kNow - 3600 + waited};
}

struct Site {
  PostgreySettings postgrey;
  GreyMethod greymethod = GreyMethod::smart;
  std::vector<const char*> known;
  MovingAccount account;

  std::vector<Fact> facts(const PostgreyTriplet& entry) {
    KnownClients clients(postgrey.ipv4cidr, postgrey.ipv6cidr);
    for (const char* address : known) clients.add(*IpAddress::parse(address));
    TripletFacts facts({postgrey, {greymethod, 64}, {kNow, Ages()}}, clients, account);
    return facts.of(entry, "text");
  }
  std::string sources(const char* client) {
    std::string text;
    for (const Fact& fact : facts(triplet(client, "a@example.org", 400))) {
      text += (text.empty() ? "" : " ") + fact.src;
    }
    return text;
  }
};

bool says(const Site& site, const char* words) {
  return site.account.text().find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("a triplet that passed is a from_awl, one that waits a connect") {
  Site site;
  CHECK(site.facts(triplet("192.0.2.0", "a@example.org", 300)) ==
        std::vector<Fact>{
            {FactKind::from_awl, "192.0.2", "a", "example.org", "", kNow - 3600, kNow - 3300}});
  CHECK(site.facts(triplet("192.0.2.0", "a@example.org", 299)) ==
        std::vector<Fact>{{FactKind::connect, "192.0.2", "a", "example.org", "bob@example.com",
                           kNow - 3600, kNow - 3600}});
}

TEST_CASE("the null sender, and one without a domain") {
  Site site;
  auto facts = site.facts(triplet("192.0.2.0", "", 400));
  REQUIRE(facts.size() == 1);
  CHECK(facts[0].sender_name == "-undef-");
  CHECK(facts[0].sender_domain == "-undef-");
  facts = site.facts(triplet("192.0.2.0", "root", 400));
  REQUIRE(facts.size() == 1);
  CHECK(facts[0].sender_name == "root");
  CHECK(facts[0].sender_domain == "-undef-");
}

TEST_CASE("a number that the decision masks, too, is its sender's name") {
  Site site;
  const auto facts =
      site.facts(triplet("192.0.2.0", "list-return-#-bob=example.com@example.org", 400));
  REQUIRE(facts.size() == 1);
  CHECK(facts[0].kind == FactKind::from_awl);
  CHECK(facts[0].sender_name == "list-return-#-RCPT");
  CHECK(site.account.text().empty());
}

TEST_CASE("of a number that the decision keeps nothing tells: the domain comes") {
  Site site;
  const auto facts = site.facts(triplet("192.0.2.0", "#@example.org", 400));
  REQUIRE(facts.size() == 1);
  CHECK(facts[0].kind == FactKind::domain_awl);
  CHECK(facts[0].sender_domain == "example.org");
  CHECK(says(site, "the sender's domain as a whole"));
  CHECK(site.facts(triplet("192.0.2.0", "#@example.org", 0)).empty());
  CHECK(says(site, "triplets: waits, and its sender's number is not known"));
}

TEST_CASE("what has expired here does not come") {
  Site site;
  auto entry = triplet("192.0.2.0", "a@example.org", 400);
  entry.last_seen = kNow - Ages().awl;
  entry.first_seen = entry.last_seen - 400;
  CHECK(site.facts(entry).empty());
  CHECK(says(site, "triplets: expired"));
}

TEST_CASE("a network's entry comes for it, and for each of its clients that passed") {
  Site site;
  CHECK(site.sources("192.0.2.0") == "192.0.2");
  site.known = {"192.0.2.7", "192.0.2.200", "192.0.3.7"};
  CHECK(site.sources("192.0.2.0") == "192.0.2 192.0.2.200 192.0.2.7");
  CHECK(site.sources("2001:db8::") == "2001:db8::/64");
}

TEST_CASE("where addresses alone are asked for, the clients that passed come") {
  Site site;
  site.greymethod = GreyMethod::full;
  site.known = {"192.0.2.7"};
  CHECK(site.sources("192.0.2.0") == "192.0.2.7");
  CHECK(site.sources("192.0.9.0").empty());
  CHECK(says(site, "triplets: a network of which no client here is known"));
}

TEST_CASE("with --lookup-by-host an address stood for any client") {
  Site site;
  site.postgrey.lookup_by_host = true;
  CHECK(site.sources("192.0.2.7") == "192.0.2.7 192.0.2");
}

TEST_CASE("networks of another size") {
  Site site;
  site.postgrey.ipv4cidr = 28;
  CHECK(site.sources("192.0.2.16") == "192.0.2");
  // Of a wider one the clients that passed tell which of ours are meant.
  site.postgrey.ipv4cidr = 16;
  CHECK(site.sources("192.0.0.0").empty());
  site.known = {"192.0.2.7"};
  CHECK(site.sources("192.0.0.0") == "192.0.2 192.0.2.7");
}

}  // namespace greycache::triplet_facts_test
