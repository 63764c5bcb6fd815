// The policy's rules from the settings.
#include "read.h"

using namespace greycache;
using namespace greycache::test;
using namespace std::chrono_literals;

TEST_CASE("the defaults are the policy's") {
  const Rules rules = rules_of(Settings());
  CHECK(rules.reconnect_delay == 300);
  CHECK(rules.max_connect_age == 86400);
  CHECK(rules.awl_age == 60 * 86400);
  CHECK(rules.awl_refresh == 3600);
  CHECK(rules.ipv6_prefix == 64);
  CHECK(rules.reject_code == "450");
  CHECK(rules.prepend);
  CHECK(rules.reconnect_delay_text == "5 minutes");
}

TEST_CASE("with organisations one sender less makes a domain known, but never none") {
  for (const auto& [level, needed] : {std::pair(0, 0), {1, 1}, {2, 1}, {3, 2}}) {
    Settings settings;
    settings.group_domain_level = level;
    CHECK(rules_of(settings).group_domain_level == needed);
    settings.greymethod = GreyMethod::smart;
    CHECK(rules_of(settings).group_domain_level == level);
  }
}

TEST_CASE("correspondents are asked for unless that is off") {
  const Rules rules = rules_of(Settings());
  CHECK(rules.correspondents == Correspondents::address);
  CHECK(rules.correspondent_age == 90 * 86400);
  CHECK(rules.correspondent_limit == 100);
  CHECK(rules.correspondent_networks.empty());
  const Rules others =
      rules_of(good("correspondents = domain\n"
                    "correspondent_networks = 192.0.2.0/24, 2001:db8::/32 10.1/16\n"
                    "correspondent_age = 7\ncorrespondent_limit = 5\n")
                   .settings);
  CHECK(others.correspondents == Correspondents::domain);
  CHECK(others.correspondent_age == 7 * 86400);
  CHECK(others.correspondent_limit == 5);
  REQUIRE(others.correspondent_networks.size() == 3);
  CHECK(others.correspondent_networks[1].contains(*IpAddress::parse("2001:db8::7")));
}

TEST_CASE("what is no list of networks is told of") {
  CHECK(says(errors_of("correspondent_networks = 192.0.2.0/24 here"), "\"here\" is no network"));
  std::string many = "correspondent_networks =";
  for (int i = 0; i < 257; ++i)
    many += " 10.0." + std::to_string(i % 256) + "." + std::to_string(i / 256);
  CHECK(says(errors_of(many), "more than 256 networks"));
}

TEST_CASE("a part of a second counts as a whole one") {
  CHECK(rules_of(good("reconnect_delay = 500ms").settings).reconnect_delay == 1);
  CHECK(rules_of(good("reconnect_delay = 1s").settings).reconnect_delay == 1);
  CHECK(rules_of(good("reconnect_delay = 1001ms").settings).reconnect_delay == 2);
  CHECK(rules_of(good("reconnect_delay = 0").settings).reconnect_delay == 0);
}

TEST_CASE("a number without a unit is printed as it was written") {
  CHECK(rules_of(good("reconnect_delay = 0.5").settings).reconnect_delay_text == "0.5 minutes");
  CHECK(rules_of(good("reconnect_delay = 60").settings).reconnect_delay_text == "60 minutes");
  CHECK(rules_of(good("reconnect_delay = 05").settings).reconnect_delay_text == "05 minutes");
}

TEST_CASE("a number with a unit is printed in words") {
  CHECK(rules_of(good("reconnect_delay = 2s").settings).reconnect_delay_text == "2 seconds");
  CHECK(rules_of(good("reconnect_delay = 60m").settings).reconnect_delay_text == "1 hour");
  CHECK(rules_of(good("reconnect_delay = 0s").settings).reconnect_delay_text == "1 second");
  Settings settings;
  settings.reconnect_delay = 2s;
  CHECK(rules_of(settings).reconnect_delay_text == "2 seconds");
}
