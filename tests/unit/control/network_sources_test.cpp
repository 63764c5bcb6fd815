// Which sources an operator is shown of a network.
#include "greycache/control/network_sources.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/unit/storage/held_store.h"

namespace greycache::network_sources_test {

namespace {

constexpr UnixTime kNow = 1'760'000'000;

struct Sources : HeldStore {
  void add(const std::string& src, FactKind kind = FactKind::connect) {
    REQUIRE(merge({{kind, src, "a", "x.example", "b@y.example", kNow, kNow}}));
  }
  std::vector<std::string> in(const std::string& network, std::size_t most = 100) {
    const auto found = sources_within(*this, *Network::parse(network), most);
    REQUIRE(found);
    whole = found->whole;
    return found->sources;
  }
  bool whole = false;
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("an address and a network lie in one that is as wide or wider") {
  const Network network = *Network::parse("10.20.0.0/15");
  for (const char* src : {"10.20.0", "10.21.255", "10.20.3.4", "10.20.0.0/16"}) {
    CHECK(is_within(src, network));
  }
  for (const char* src : {"10.22.0", "10.19.255.255", "10.0.0.0/8", "2001:db8::/64",
                          "outlook.com@x.example", "10.20.org@x.example", ""}) {
    CHECK_FALSE(is_within(src, network));
  }
}

TEST_CASE("the sources of a network are found, whatever they are keyed by, and no neighbours") {
  Sources sources;
  for (const char* src :
       {"10.1.2", "10.1.200.3", "10.1.3", "10.10.2", "10.2.3", "110.1.2", "2001:db8:1::/64",
        "2001:db8::/64", "2001:db80::/64", "2001::/64", "outlook.com@x.example"}) {
    sources.add(src);
  }
  sources.add("10.1.9", FactKind::domain_awl);
  sources.add("10.1.3", FactKind::from_awl);
  CHECK(sources.in("10.1.0.0/16") == Names{"10.1.2", "10.1.200.3", "10.1.3", "10.1.9"});
  CHECK(sources.whole);
  CHECK(sources.in("10.0.0.0/13") == Names{"10.1.2", "10.1.200.3", "10.1.3", "10.1.9", "10.2.3"});
  CHECK(sources.in("10.1.200.0/24") == Names{"10.1.200.3"});
  CHECK(sources.in("2001:db8::/32") == Names{"2001:db8:1::/64", "2001:db8::/64"});
  CHECK(sources.in("2001::/16") ==
        Names{"2001::/64", "2001:db80::/64", "2001:db8:1::/64", "2001:db8::/64"});
  CHECK(sources.in("2001::/32") == Names{"2001::/64"});
  CHECK(sources.in("192.0.2.0/24").empty());
  CHECK(sources.whole);
}

TEST_CASE("of more sources than are wanted the first are found, and it is known") {
  Sources sources;
  for (int i = 0; i < 5; ++i) sources.add(fmt::format("10.1.{}", i));
  CHECK(sources.in("10.1.0.0/16", 5).size() == 5);
  CHECK(sources.whole);
  CHECK(sources.in("10.1.0.0/16", 4) == Names{"10.1.0", "10.1.1", "10.1.2", "10.1.3"});
  CHECK_FALSE(sources.whole);
}

TEST_CASE("of neighbours no more are read than is said") {
  Sources sources;
  for (int i = 0; i < static_cast<int>(kMostRead); ++i) {
    sources.add(fmt::format("10.{}.{}", 128 + i / 256, i % 256));
  }
  sources.add("10.64.0");
  CHECK(sources.in("10.64.0.0/10").empty());
  CHECK_FALSE(sources.whole);
  CHECK(sources.in("10.64.0.0/16") == Names{"10.64.0"});
  CHECK(sources.whole);
}

TEST_CASE("a store that cannot be asked is an error") {
  Sources sources;
  sources.away = true;
  CHECK_FALSE(sources_within(sources, *Network::parse("10.1.0.0/16"), 9));
}

}  // namespace greycache::network_sources_test
