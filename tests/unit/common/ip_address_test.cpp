#include "common/ip_address.h"

#include <doctest/doctest.h>

using namespace greycache;

TEST_CASE("addresses have one text whatever their spelling") {
  CHECK(IpAddress::parse("192.0.2.1")->text() == "192.0.2.1");
  CHECK(IpAddress::parse("2001:DB8:0:0:0:0:0:1")->text() == "2001:db8::1");
  CHECK(IpAddress::parse("::FFFF:192.0.2.1")->text() == "192.0.2.1");
}

TEST_CASE("what is no address is refused") {
  for (const char* text :
       {"", "unknown", "192.0.2", "192.0.2.256", "1.2.3.4.5", "2001:db8::g", "[::1]"}) {
    CAPTURE(text);
    CHECK_FALSE(IpAddress::parse(text));
  }
}

TEST_CASE("networks are read as SQLgrey's lists write them") {
  CHECK(Network::parse("192.0.2")->text() == "192.0.2.0/24");
  CHECK(Network::parse("10.4/16")->text() == "10.4.0.0/16");
  CHECK(Network::parse("192.0.2.77/31")->text() == "192.0.2.76/31");
  CHECK(Network::parse("192.0.2.1")->text() == "192.0.2.1");
  CHECK(Network::parse("2001:db8:1::5/48")->text() == "2001:db8:1::/48");
  CHECK(Network::parse("0.0.0.0/0")->text() == "0.0.0.0/0");
}

TEST_CASE("what is no network is refused") {
  for (const char* text :
       {"", "10.6", "11", "10.7.0.0/33", "10.8.0.0/255.255.0.0", "2001:db8::/129", "host.example",
        "10.0.0.0/", "10.0.0.0/-1", "300.1.1.1"}) {
    CAPTURE(text);
    CHECK_FALSE(Network::parse(text));
  }
}

TEST_CASE("a network holds its first and last address and not their neighbours") {
  const auto network = *Network::parse("192.0.2.64/26");
  CHECK_FALSE(network.contains(*IpAddress::parse("192.0.2.63")));
  CHECK(network.contains(*IpAddress::parse("192.0.2.64")));
  CHECK(network.contains(*IpAddress::parse("192.0.2.127")));
  CHECK_FALSE(network.contains(*IpAddress::parse("192.0.2.128")));
  CHECK_FALSE(Network::parse("0.0.0.0/0")->contains(*IpAddress::parse("::1")));
}

TEST_CASE("an IPv4 address is four numbers up to 255 without leading zeros, and nothing else") {
  for (const char* text : {"0.0.0.0", "255.255.255.255", "10.0.200.9"}) {
    CAPTURE(text);
    REQUIRE(IpAddress::parse(text));
    CHECK(IpAddress::parse(text)->is_ipv4());
    CHECK(IpAddress::parse(text)->text() == text);
  }
  for (const char* text :
       {"256.0.0.0", "0.0.0.256", "01.2.3.4", "1.2.3.00", "1.2.3.", ".1.2.3", "1..2.3", "1.2.3.4.",
        "1.2.3.4 ", " 1.2.3.4", "1.2.3.1234", "1.2.3.-4", "1,2.3.4"}) {
    CAPTURE(text);
    CHECK_FALSE(IpAddress::parse(text));
  }
  CHECK_FALSE(IpAddress::parse(std::string_view("1.2.3.4\0", 8)));
}

TEST_CASE("the first octets are written as SQLgrey writes a network") {
  const auto address = *IpAddress::parse("192.0.2.100");
  CHECK(address.dotted_octets(1) == "192");
  CHECK(address.dotted_octets(3) == "192.0.2");
  CHECK(address.dotted_octets(4) == "192.0.2.100");
}
