// Shows under which key an organisation's entries stand.
#include "greycache/policy/organisation/unit.h"

#include <doctest/doctest.h>

#include <string>

#include "greycache/policy/keys.h"
#include "greycache/policy/sender.h"
#include "greycache/policy/sound_fact.h"
#include "tests/unit/policy/organisation/last_two_labels.h"

namespace greycache {

namespace {

std::string organisation_of_sender(std::string_view sender) {
  return sender_organisation_of(last_two_labels, normalise_sender(sender, "").domain);
}

}  // namespace

TEST_CASE("sub-domains of a sender are one sender's organisation") {
  CHECK(organisation_of_sender("bounces+123@em1234.shop.example") == "shop.example");
  CHECK(organisation_of_sender("info@EM77.Shop.Example") == "shop.example");
  CHECK(organisation_of_sender("info@shop.example") == "shop.example");
}

TEST_CASE("a sender's domain without a registrable domain is its own organisation") {
  CHECK(organisation_of_sender("") == "-undef-");
  CHECK(organisation_of_sender("root") == "-undef-");
  CHECK(organisation_of_sender("root@localhost") == "localhost");
  CHECK(organisation_of_sender("a@") == "");
}

TEST_CASE("a unit's source names both") {
  CHECK(unit_source("outlook.com", "shop.example") == "outlook.com@shop.example");
  CHECK(unit_source("outlook.com", "-undef-") == "outlook.com@-undef-");
  CHECK(unit_source("outlook.com", "") == "outlook.com@%");
  CHECK(unit_source("outlook.com", "b\xc3\xbc.example") == "outlook.com@b%C3%BC.example");
}

TEST_CASE("a unit's source reads back as its parts") {
  const auto unit = unit_of("outlook.com@shop.example");
  REQUIRE(unit.has_value());
  CHECK(unit->organisation == "outlook.com");
  CHECK(unit->sender_organisation == "shop.example");
  CHECK(unit_of(unit_source("outlook.com", "a@b"))->sender_organisation == "a@b");
}

TEST_CASE("a unit's keys are the request's, with the sender's organisation") {
  const Keys narrow{"192.0.2", "a+1", "em7.shop.example", "a", "r@dst.example"};
  Keys unit{"what", "was", "there", "be", "fore"};
  make_unit_keys(narrow, "outlook.com", "shop.example", unit);
  CHECK(unit.src == unit_source("outlook.com", "shop.example"));
  CHECK(unit.sender_domain == "shop.example");
  CHECK(unit.sender_name == "a+1");
  CHECK(unit.awl_name == "a");
  CHECK(unit.rcpt == "r@dst.example");
  const std::string longest(300, 'a');
  make_unit_keys(narrow, longest, longest, unit);
  CHECK(unit.src == unit_source(longest, longest));
  CHECK(unit.src.ends_with('@' + unit.sender_domain));
}

TEST_CASE("the sender's organisation is told by the name behind the key part") {
  CHECK(sender_domain_of({"", "", "em7.shop.example", "", ""}) == "em7.shop.example");
  CHECK(sender_domain_of({"", "", "b%C3%BC.example", "", ""}) == "b\xc3\xbc.example");
  CHECK(sender_domain_of({"", "", "%", "", ""}) == "");
  CHECK(sender_domain_of({"", "", "-undef-", "", ""}) == "-undef-");
}

TEST_CASE("an address or a network is no unit") {
  for (const char* src : {"192.0.2", "192.0.2.1", "2001:db8::/64", "", "@", "a@", "@a"}) {
    CHECK_MESSAGE(!unit_of(src).has_value(), src);
  }
}

TEST_CASE("names at the limit are whole, longer ones are cut so that no two share a key") {
  const std::string at(kOrganisationLimit, 'a');
  CHECK(unit_source(at, at) == at + '@' + at);
  const std::string one = unit_source("a.example", at + "b");
  const std::string other = unit_source("a.example", at + "c");
  CHECK(one != other);
  CHECK(one.size() == std::string("a.example@").size() + kOrganisationLimit);
  CHECK(unit_source(at + "b", "a") != unit_source(at + "c", "a"));
}

TEST_CASE("the longest unit is a sound name, and fits an index beside the longest other names") {
  const std::string longest(1000, '\xff');
  const std::string src = unit_source(longest, longest);
  CHECK(is_sound_name(src));
  const std::size_t encoded = 3;
  constexpr std::size_t kMostOfIndexRow = 2704;
  const std::size_t others = encoded * (kSenderDomainLimit + kSenderNameLimit + kRcptLimit);
  CHECK(src.size() + others + 100 < kMostOfIndexRow);
}

}  // namespace greycache
