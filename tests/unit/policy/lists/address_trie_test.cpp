// Shows which addresses a tree of networks contains.
#include "greycache/policy/lists/address_trie.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <initializer_list>
#include <random>
#include <string>

namespace greycache {

namespace {

AddressTrie trie_of(std::initializer_list<const char*> texts) {
  std::vector<Network> networks;
  for (const char* text : texts) networks.push_back(Network::parse(text).value());
  return AddressTrie(networks);
}

bool contains(const AddressTrie& trie, const char* address) {
  return trie.contains(IpAddress::parse(address).value());
}

IpAddress ipv4(std::uint32_t number) {
  return IpAddress::parse(fmt::format("{}.{}.{}.{}", number >> 24, (number >> 16) & 255,
                                      (number >> 8) & 255, number & 255))
      .value();
}

IpAddress ipv6(std::uint32_t number) {
  return IpAddress::parse(fmt::format("2001:db8:{:x}:{:x}::1", number >> 16, number & 0xffff))
      .value();
}

}  // namespace

TEST_CASE("an empty tree contains nothing") {
  CHECK_FALSE(contains(AddressTrie(), "192.0.2.1"));
  CHECK_FALSE(contains(AddressTrie(), "::"));
}

TEST_CASE("a network contains its first and its last address and not those beside them") {
  const AddressTrie trie = trie_of({"192.0.2.64/26", "2001:db8:1::/48"});
  CHECK_FALSE(contains(trie, "192.0.2.63"));
  CHECK(contains(trie, "192.0.2.64"));
  CHECK(contains(trie, "192.0.2.127"));
  CHECK_FALSE(contains(trie, "192.0.2.128"));
  CHECK_FALSE(contains(trie, "2001:db8:0:ffff:ffff:ffff:ffff:ffff"));
  CHECK(contains(trie, "2001:db8:1::"));
  CHECK(contains(trie, "2001:db8:1:ffff:ffff:ffff:ffff:ffff"));
  CHECK_FALSE(contains(trie, "2001:db8:2::"));
}

TEST_CASE("single addresses next to each other are told apart") {
  const AddressTrie trie = trie_of({"192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2"});
  CHECK_FALSE(contains(trie, "192.0.2.0"));
  CHECK(contains(trie, "192.0.2.1"));
  CHECK(contains(trie, "192.0.2.2"));
  CHECK_FALSE(contains(trie, "192.0.2.3"));
  CHECK(contains(trie, "2001:db8::2"));
  CHECK_FALSE(contains(trie, "2001:db8::3"));
}

TEST_CASE("a network of no bits contains every address of its family and none of the other") {
  const AddressTrie trie = trie_of({"0.0.0.0/0"});
  CHECK(contains(trie, "0.0.0.0"));
  CHECK(contains(trie, "255.255.255.255"));
  CHECK_FALSE(contains(trie, "::"));
  CHECK_FALSE(contains(trie_of({"::/0"}), "0.0.0.0"));
}

TEST_CASE("an IPv6 prefix may end within the lower half") {
  const AddressTrie trie = trie_of({"2001:db8::8/125", "2001:db8::/63", "2001:db8:0:2::/64"});
  CHECK(contains(trie, "2001:db8:0:1::1"));
  CHECK(contains(trie, "2001:db8:0:2::1"));
  CHECK_FALSE(contains(trie, "2001:db8:0:3::1"));
}

TEST_CASE("networks within others and duplicates are kept once") {
  const AddressTrie trie =
      trie_of({"10.1.2.3", "10.0.0.0/8", "10.1.0.0/16", "10.0.0.0/8", "11.0.0.0/8"});
  CHECK(trie.size() == 2);
  CHECK(contains(trie, "10.255.0.1"));
  CHECK(contains(trie, "11.0.0.1"));
  CHECK_FALSE(contains(trie, "12.0.0.1"));
}

TEST_CASE("a tree agrees with a search through all its networks") {
  std::mt19937 random(20261121);
  std::vector<Network> networks;
  for (int count = 0; count < 300; ++count) {
    const int prefix = 18 + static_cast<int>(random() % 15);
    networks.push_back(
        {ipv4(static_cast<std::uint32_t>(random()) & 0x0f0fffff).masked(prefix), prefix});
    const int longer = 48 + static_cast<int>(random() % 81);
    networks.push_back(
        {ipv6(static_cast<std::uint32_t>(random()) & 0x000f00ff).masked(longer), longer});
  }
  const AddressTrie trie(networks);
  int inside = 0;
  for (int count = 0; count < 4000; ++count) {
    const auto number = static_cast<std::uint32_t>(random());
    const IpAddress address =
        count % 2 == 0 ? ipv4(number & 0x0f0fffff) : ipv6(number & 0x000f00ff);
    const bool expected = std::any_of(networks.begin(), networks.end(),
                                      [&](const Network& one) { return one.contains(address); });
    inside += expected ? 1 : 0;
    REQUIRE_MESSAGE(trie.contains(address) == expected, address.text());
  }
  CHECK(inside > 100);
  CHECK(inside < 3900);
}

TEST_CASE("100,000 networks are all found again") {
  std::vector<Network> networks;
  for (std::uint32_t number = 0; number < 100'000; ++number) {
    networks.push_back({ipv4(number * 42949).masked(32), 32});
  }
  const AddressTrie trie(networks);
  CHECK(trie.size() == networks.size());
  std::shuffle(networks.begin(), networks.end(), std::mt19937(1));
  const auto begin = std::chrono::steady_clock::now();
  const auto found = std::count_if(networks.begin(), networks.end(),
                                   [&](const Network& one) { return trie.contains(one.address); });
  const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin;
  CHECK(found == 100'000);
  MESSAGE("a lookup in 100,000 networks took " << took.count() / 100'000 << " ns");
}

}  // namespace greycache
