// What SQLgrey's column src says, and what its faults made of it.
#include "greyctl/moving/sqlgrey/sqlgrey_src.h"

#include <doctest/doctest.h>

#include <string>

namespace greycache {

namespace {

// The sources under greymethod smart, in one text; "-" where it is no client.
std::string smart_sources(std::string_view src, GreyMethod method = GreyMethod::smart) {
  const auto client = client_of_src(src, method);
  if (!client) return "-";
  std::string text;
  for (const std::string& source : new_sources({GreyMethod::smart, 64}, *client)) {
    text += (text.empty() ? "" : " ") + source;
  }
  return text;
}

}  // namespace

TEST_CASE("the forms that SQLgrey means") {
  CHECK(smart_sources("192.0.2.10") == "192.0.2.10");
  CHECK(smart_sources("192.0.2") == "192.0.2");
  CHECK(smart_sources("2001:db8::1") == "2001:db8::1");
  CHECK(smart_sources("2001:0db8:0000:0000:0000:0000:0000:0001") == "2001:db8::/64");
  CHECK(smart_sources("2001:0db8:0000:0000") == "2001:db8::/64");
  CHECK(smart_sources("2001:0db8:0001:0002") == "2001:db8:1:2::/64");
}

TEST_CASE("an IPv6 address without a zero to leave out may have been written by either") {
  CHECK(smart_sources("2001:1db8:1111:2222:3333:4444:5555:6666") ==
        "2001:1db8:1111:2222:3333:4444:5555:6666 2001:1db8:1111:2222::/64");
}

TEST_CASE("with greymethod full an address stood for any client") {
  CHECK(smart_sources("192.0.2.10", GreyMethod::full) == "192.0.2.10 192.0.2");
  CHECK(smart_sources("2001:db8::1", GreyMethod::full) == "2001:db8::1 2001:db8::/64");
}

TEST_CASE("the zeros that SQLgrey wrote twice are taken out") {
  const std::string zeros = "0000:0000:0000:0000:0000:0000:";
  CHECK(smart_sources(zeros + zeros + "0001") == "::/64");
  CHECK(client_of_src(zeros + zeros + "0001", GreyMethod::smart)->address.text() == "::1");
}

TEST_CASE("what SQLgrey took for no address counts either way") {
  CHECK(smart_sources("2001:DB8::1") == "2001:db8::1 2001:db8::/64");
  CHECK(smart_sources("::ffff:192.0.2.10") == "192.0.2.10 192.0.2");
}

TEST_CASE("what is no address, or was cut off, is no client") {
  for (const char* src :
       {"", "unknown", "192.0", "192.0.2.300", "300.0.2", "1.2.3.4.5", "10",
        // varchar(15), varchar(39) of a doubled one, a part of a group missing
        "2001:0db8:0000:", "0000:0000:0000:0000:0000:0000:0000:0000",
        "2001:0db8:0000:0000:0000:0000:0000:", "2001:0db8:0000", "0000:0000:0000:0000",
        "2001:0db8:0000:0000:0000", "g001:0db8:0000:0000"}) {
    CAPTURE(src);
    CHECK(smart_sources(src) == "-");
  }
}

}  // namespace greycache
