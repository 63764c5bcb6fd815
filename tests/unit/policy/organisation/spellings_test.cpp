// Shows on random addresses that each way of writing them is found, and on random names of pools
// how seldom one is found that is not there.
#include "tests/unit/policy/organisation/spellings.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <random>
#include <string>

#include "greycache/policy/organisation/address_in_name.h"

namespace greycache {

namespace {

class Chance {
 public:
  int below(int most) { return static_cast<int>(engine_() % static_cast<unsigned>(most)); }

  IpAddress ipv4() {
    return *IpAddress::parse(
        fmt::format("{}.{}.{}.{}", 1 + below(223), below(256), below(256), below(256)));
  }

  // Behind 2001:: each group random, now and then one that is short or zero.
  IpAddress ipv6() {
    std::string text = "2001";
    for (int i = 1; i < 8; ++i) text += fmt::format(":{:x}", below(below(4) == 0 ? 16 : 65536));
    return *IpAddress::parse(text);
  }

  // The first label of a host in a pool, and the next.
  std::string pool_name() {
    switch (below(8)) {
      case 0:
        return fmt::format("mail-ed{}-f{}", below(9), below(256));
      case 1:
        return fmt::format("mail-lf1-x{:x}", below(4096));
      case 2:
        return fmt::format("o{}.ptr{}", below(100), below(10'000));
      case 3:
        return fmt::format("mail-am6eur{:02}on{}", below(20), below(10'000));
      case 4:
        return fmt::format("i-{:08x}{:08x}", engine_(), engine_());
      case 5:
        return fmt::format("a{}-{}.smtp-out", below(256), below(256));
      case 6:
        return fmt::format("sonic{}-{}.consmr.mail", below(400), below(200));
      default:
        return fmt::format("vps{}", below(100'000));
    }
  }

 private:
  std::mt19937 engine_{20'261'128};
};

void check_all(const IpAddress& address) {
  for (const Spelling& spelling : spellings_of(address)) {
    for (const char* before : {"", "ip-", "p", "static."}) {
      for (const char* behind : {".", "-pool.", ".dsl."}) {
        const std::string host = before + spelling.text + behind;
        CAPTURE(address.text());
        CAPTURE(spelling.form);
        CHECK_MESSAGE(address_in_name(address, host) != AddressSpelling::none, host);
      }
    }
  }
}

}  // namespace

TEST_CASE("an IPv4 address is found in every spelling, whole or half, in either order") {
  Chance chance;
  for (int i = 0; i < 60; ++i) check_all(chance.ipv4());
  for (const char* text : {"1.2.3.4", "10.0.0.1", "192.0.2.0", "100.10.1.200", "222.255.255.255"}) {
    check_all(*IpAddress::parse(text));
  }
}

TEST_CASE("an IPv6 address is found in every spelling, whole or half, in either order") {
  Chance chance;
  for (int i = 0; i < 20; ++i) check_all(chance.ipv6());
  for (const char* text : {"2001:db8::1", "2001:db8:1:2:211:22ff:fe33:4455", "2a01:4f8::2"}) {
    check_all(*IpAddress::parse(text));
  }
}

// 4 halves of 2^16 each in about three places: some in ten thousand.
TEST_CASE("fewer than one random name of a pool in a thousand spells its host's IPv4 address") {
  Chance chance;
  int found = 0;
  constexpr int kNames = 50'000;
  for (int i = 0; i < kNames; ++i) {
    if (address_in_name(chance.ipv4(), chance.pool_name()) != AddressSpelling::none) ++found;
  }
  MESSAGE(found << " of " << kNames);
  CHECK(found < kNames / 1000);
}

TEST_CASE("no random name of a pool spells its host's IPv6 address") {
  Chance chance;
  for (int i = 0; i < 10'000; ++i) {
    const IpAddress address = chance.ipv6();
    const std::string name = chance.pool_name();
    CAPTURE(address.text());
    CHECK_MESSAGE(address_in_name(address, name) == AddressSpelling::none, name);
  }
}

}  // namespace greycache
