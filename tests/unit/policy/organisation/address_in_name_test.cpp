// Shows which spellings of an address count, and what only looks like one.
#include "greycache/policy/organisation/address_in_name.h"

#include <doctest/doctest.h>

#include <string>

namespace greycache {

namespace {

AddressSpelling found(const char* address, std::string_view host) {
  return address_in_name(*IpAddress::parse(address), host);
}

constexpr AddressSpelling kNone = AddressSpelling::none;
constexpr AddressSpelling kDecimal = AddressSpelling::decimal;
constexpr AddressSpelling kHexadecimal = AddressSpelling::hexadecimal;

}  // namespace

TEST_CASE("octets in decimal are found, separated, padded, joined and reversed") {
  for (const char* host :
       {"c-198-51-100-23.hsd1.", "23.100.51.198.static.", "198x51x100x23.", "23-100.pool.",
        "h198-51.", "198.051.100.023.", "198051100023.", "e051100023.", "1985110023.", "10023.",
        "HOST_100_23.", "ns23.ip-198-51-100.", "a23-100-51-198.deploy."}) {
    CHECK_MESSAGE(found("198.51.100.23", host) == kDecimal, host);
  }
}

TEST_CASE("octets in hexadecimal are found, separated, joined and reversed") {
  for (const char* host : {"p5DC63302.dip0.", "5dc63302.", "0233c65d.", "5d-c6-33-2.", "h3302.",
                           "cable5dc6.", "33-02.", "0x3302.", "ip5dc6-3302."}) {
    CHECK_MESSAGE(found("93.198.51.2", host) == kHexadecimal, host);
  }
}

TEST_CASE("an IPv6 address is found by its groups and by its digits") {
  const char* const address = "2001:db8:1:2:211:22ff:fe33:4455";
  for (const char* host :
       {"2001-db8-1-2-211-22ff-fe33-4455.", "2001-db8-1-2.", "dyn-211-22ff-fe33-4455.",
        "20010db800010002021122fffe334455.", "h20010DB800010002.", "021122fffe334455.",
        "5.5.4.4.3.3.e.f.f.f.2.2.1.1.2.0.", "20-01-0d-b8-00-01-00-02.", "4455-fe33-22ff-211.",
        "2-1-db8-2001."}) {
    CHECK_MESSAGE(found(address, host) == kHexadecimal, host);
  }
  CHECK(found("2001:db8::1", "2001-db8--1.") == kHexadecimal);
  CHECK(found("2001:db8::1", "2001-db8--12.") == kNone);
  CHECK(found("2001:db8::1", "2001-db8--12.2001-db8--1") == kHexadecimal);
}

TEST_CASE("one octet or one group alone is not the address") {
  for (const char* host : {"mail-23.", "s100.", "51.", "198.", "x23-51.", "100-51.", "17."}) {
    CHECK_MESSAGE(found("198.51.100.23", host) == kNone, host);
  }
  CHECK(found("2001:db8:1:2:211:22ff:fe33:4455", "fe33-4455.") == kNone);
  CHECK(found("2001:db8:1:2::1", "mail-1.") == kNone);
}

TEST_CASE("digits of a longer number are not a half that is joined without zeros") {
  CHECK(found("198.51.1.2", "s12.") == kDecimal);
  CHECK(found("198.51.1.2", "s112.") == kNone);
  CHECK(found("198.51.1.2", "s123.") == kNone);
}

TEST_CASE("two numbers with a word or two signs between them are no pair") {
  CHECK(found("198.51.100.23", "s100-f23.") == kNone);
  CHECK(found("198.51.100.23", "s100--23.") == kNone);
  CHECK(found("198.51.100.23", "s100-a-23.") == kNone);
}

TEST_CASE("nothing is found in no name or in one that is too long") {
  CHECK(found("198.51.100.23", "") == kNone);
  std::string host = "198-51-100-23.";
  host.resize(kLongestClientName, 'a');
  CHECK(found("198.51.100.23", host) == kDecimal);
  host += 'a';
  CHECK(found("198.51.100.23", host) == kNone);
}

}  // namespace greycache
