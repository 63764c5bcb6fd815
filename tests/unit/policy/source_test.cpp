// Shows by which address or network a client is known.
#include "greycache/policy/source.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/unit/policy/smart_patterns.h"

namespace greycache {

namespace {

// The patterns of the recordings.
const SmartPatterns& patterns() {
  static const SmartPatterns kPatterns =
      smart_patterns("^(.+[.-])*(mx|mail|smtp|relay|out)[0-9]*[.-]",
                     "(^|[0-9.-])(adsl|dhcp|dial|pool|ppp|dyn|static)[0-9.-]");
  return kPatterns;
}

std::string smart(std::string_view address, std::string_view name) {
  return source_of({GreyMethod::smart, 64, &patterns()}, address, name);
}

std::string classc(std::string_view address) {
  return source_of({GreyMethod::classc, 64, nullptr}, address, "unknown");
}

std::string full(std::string_view address) {
  return source_of({GreyMethod::full, 64, nullptr}, address, "mail.ex.com");
}

}  // namespace

TEST_CASE("full is the canonical address") {
  CHECK(full("192.0.2.10") == "192.0.2.10");
  CHECK(full("::1") == "::1");
  CHECK(full("2001:DB8:0:0::1") == "2001:db8::1");
  CHECK(full("::ffff:192.0.2.10") == "192.0.2.10");
}

TEST_CASE("classc is the network, whatever the name") {
  CHECK(classc("192.0.2.10") == "192.0.2");
  CHECK(classc("2001:db8:1:2:211:22ff:fe33:4455") == "2001:db8:1:2::/64");
  CHECK(classc("2001:db8::1") == "2001:db8::/64");
  CHECK(source_of({GreyMethod::classc, 48, nullptr}, "2001:db8:1:2::5", "") == "2001:db8:1::/48");
  CHECK(source_of({GreyMethod::classc, 128, nullptr}, "2001:db8::1", "") == "2001:db8::1");
}

TEST_CASE("smart takes a client without a verified name by its address") {
  CHECK(smart("192.0.2.10", "unknown") == "192.0.2.10");
  CHECK(smart("2001:db8::1", "unknown") == "2001:db8::1");
}

TEST_CASE("smart takes an IPv6 client with a name by its network") {
  CHECK(smart("2001:db8::1", "mail.x.y") == "2001:db8::/64");
  CHECK(smart("2001:db8::211:22ff:fe33:4455", "dyn-4455.dsl.x.y") == "2001:db8::/64");
}

TEST_CASE("smart takes mail servers and unremarkable names by their network") {
  for (const char* name : {"mail.ex.com", "MAIL.EX.COM", "web7.ex.com", "q10.isp.net", "10", "a.10",
                           "mx", "home", "", "Unknown"}) {
    CAPTURE(name);
    CHECK(smart("192.0.2.10", name) == "192.0.2");
  }
}

TEST_CASE("smart takes names of access lines by their address") {
  for (const char* name : {"host-192-0-2-10.isp.net", "x010.isp.net", "p10.isp.net", "pc10.isp.net",
                           "cm10.isp.net", "110.isp.net", "adsl.isp.net", "7.static.ex.com"}) {
    CAPTURE(name);
    CHECK(smart("192.0.2.10", name) == "192.0.2.10");
  }
}

TEST_CASE("a mail server's name outweighs what looks like an access line") {
  CHECK(smart("192.0.2.10", "dhcp-mail.isp.net") == "192.0.2");
  CHECK(smart("192.0.2.10", "pool-10.smtp.isp.net") == "192.0.2");
}

TEST_CASE("without patterns smart still knows the last octet") {
  CHECK(source_of({GreyMethod::smart, 64, nullptr}, "192.0.2.10", "ip10.x") == "192.0.2.10");
  CHECK(source_of({GreyMethod::smart, 64, nullptr}, "192.0.2.10", "adsl.x") == "192.0.2");
}

TEST_CASE("the last octet needs a boundary or one of the words before it, and a separator behind") {
  CHECK_FALSE(names_last_octet("a1.b.c", 1));
  CHECK(names_last_octet("x1.b.c", 1));
  CHECK(names_last_octet("1_b", 1));
  CHECK_FALSE(names_last_octet("1", 1));
  CHECK_FALSE(names_last_octet("1b", 1));
  CHECK(names_last_octet("HOST0001-b", 1));
  CHECK(names_last_octet("a-gv7.b", 7));
  CHECK_FALSE(names_last_octet("agv7.b", 7));
  CHECK_FALSE(names_last_octet("v7.b", 7));
  CHECK(names_last_octet("pu7.b", 7));
  CHECK(names_last_octet("h7.b", 7));
  CHECK_FALSE(names_last_octet("ph7.b", 7));
  CHECK(names_last_octet("10.100.b", 100));
  CHECK_FALSE(names_last_octet("10.100.b", 101));
  CHECK(names_last_octet("000.b", 0));
  CHECK(names_last_octet("a0.b", 0) == false);
  CHECK(names_last_octet("a00.b", 0));
  CHECK(names_last_octet("q1.7.b", 7));
}

TEST_CASE("what is no address is its own source, safe as a key and bounded") {
  CHECK(full("not an address") == "not%20an%20address");
  CHECK(full(std::string(300, 'f')).size() == 64);
}

}  // namespace greycache
