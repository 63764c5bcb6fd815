// A client of another greylister under the sources of this one.
#include "greyctl/moving/account/old_client.h"

#include <doctest/doctest.h>

namespace greycache {

namespace {

using Sources = std::vector<std::string>;

constexpr SourceForms kFull{GreyMethod::full, 64};
constexpr SourceForms kClassc{GreyMethod::classc, 64};
constexpr SourceForms kSmart{GreyMethod::smart, 64};
constexpr SourceForms kOrganisation{GreyMethod::organisation, 64};

OldClient client(const char* address) {
  return {.address = *IpAddress::parse(address), .whole = true};
}

OldClient by_address(const char* address) {
  OldClient known = client(address);
  known.by_address = true;
  return known;
}

OldClient network(const char* first) {
  return {.address = *IpAddress::parse(first), .by_network = true};
}

}  // namespace

TEST_CASE("a client that was known by its address is, where addresses are asked for") {
  for (const SourceForms& forms : {kFull, kSmart, kOrganisation}) {
    CHECK(new_sources(forms, by_address("192.0.2.7")) == Sources{"192.0.2.7"});
    CHECK(new_sources(forms, by_address("2001:db8::7")) == Sources{"2001:db8::7"});
  }
  CHECK(new_sources(kClassc, by_address("192.0.2.7")) == Sources{"192.0.2"});
  CHECK(new_sources(kClassc, by_address("2001:db8::7")) == Sources{"2001:db8::/64"});
}

TEST_CASE("a network that was known is, but where addresses alone are asked for") {
  for (const SourceForms& forms : {kClassc, kSmart, kOrganisation}) {
    CHECK(new_sources(forms, network("192.0.2.0")) == Sources{"192.0.2"});
    CHECK(new_sources(forms, network("2001:db8:1:2::")) == Sources{"2001:db8:1:2::/64"});
  }
  CHECK(new_sources(kFull, network("192.0.2.0")).empty());
}

TEST_CASE("an address whose network was meant comes as the network, or whole where that is asked") {
  OldClient named = client("2001:db8:0:0:1::9");
  named.by_network = true;
  CHECK(new_sources(kSmart, named) == Sources{"2001:db8::/64"});
  CHECK(new_sources(kFull, named) == Sources{"2001:db8::1:0:0:9"});
}

TEST_CASE("a client of which nothing says whether it has a name comes both ways") {
  OldClient either = by_address("192.0.2.7");
  either.by_network = true;
  CHECK(new_sources(kSmart, either) == Sources{"192.0.2.7", "192.0.2"});
  CHECK(new_sources(kFull, either) == Sources{"192.0.2.7"});
}

TEST_CASE("ipv6_prefix counts, as far as what was known reaches") {
  CHECK(new_sources({GreyMethod::smart, 48}, network("2001:db8:1:2::")) ==
        Sources{"2001:db8:1::/48"});
  CHECK(new_sources({GreyMethod::smart, 80}, network("2001:db8:1:2::")).empty());
  OldClient named = client("2001:db8::9");
  named.by_network = true;
  CHECK(new_sources({GreyMethod::smart, 80}, named) == Sources{"2001:db8::/80"});
}

}  // namespace greycache
