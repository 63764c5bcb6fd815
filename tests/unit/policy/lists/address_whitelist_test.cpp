// Shows which addresses a whitelist of senders or recipients holds.
#include "greycache/policy/lists/address_whitelist.h"

#include <doctest/doctest.h>

#include <array>
#include <chrono>

#include "tests/unit/kept_log.h"

namespace greycache {

namespace {

using Held = AddressWhitelist::Held;

AddressWhitelist listed(std::string_view text) {
  ListComplaints complaints("senders_whitelist.local");
  const std::array lists{parse_address_entries(text, Addressee::sender, complaints)};
  CHECK(complaints.sentences().empty());
  return AddressWhitelist(lists);
}

bool holds(std::string_view text, std::string_view address) {
  return listed(text).held(address) == Held::always;
}

}  // namespace

TEST_CASE("an address is held whatever its case, and with a dot at its end") {
  CHECK(holds("alice@example.com", "Alice@Example.COM"));
  CHECK(holds("alice@example.com", "alice@example.com."));
  CHECK_FALSE(holds("alice@example.com", "bob@example.com"));
  CHECK_FALSE(holds("alice@example.com", "alice@a.example.com"));
  CHECK_FALSE(holds("alice@example.com", ""));
}

TEST_CASE("a domain is held with all that is below it, and nothing else") {
  for (const char* address :
       {"a@example.com", "a@b.example.com", "a@c.b.Example.com.", "@example.com"}) {
    CHECK(holds("@example.com", address));
  }
  for (const char* address : {"a@com", "a@badexample.com", "a@example.com.evil.example",
                              "example.com", "a@example.com@evil.example", ""}) {
    CHECK_FALSE(holds("@example.com", address));
  }
}

TEST_CASE("a user is held at any domain and at none") {
  for (const char* address : {"postmaster@a.example", "PostMaster@[192.0.2.1]", "postmaster"}) {
    CHECK(holds("postmaster@", address));
  }
  for (const char* address : {"not-postmaster@a.example", "postmaster@evil@a.example", "", "@"}) {
    CHECK_FALSE(holds("postmaster@", address));
  }
}

TEST_CASE("a pattern is found anywhere in the address, whatever the case") {
  CHECK(holds("/^news-[0-9]+@/", "News-17@shop.example"));
  CHECK(holds("/@shop\\.example$/", "a@SHOP.example"));
  CHECK_FALSE(holds("/@shop\\.example$/", "a@shop.example.evil.example"));
}

TEST_CASE("an address that is longer than patterns see is held by none of them") {
  const auto address = [](std::size_t length) {
    return std::string(length - std::string_view("@a.example").size(), 'x') + "@a.example";
  };
  CHECK(holds("/@a\\.example$/", address(512)));
  CHECK_FALSE(holds("/@a\\.example/", address(513)));
  CHECK_FALSE(holds("/@a\\.example/", address(512) + ".evil.example"));
  CHECK(holds("@a.example", address(5000)));
}

TEST_CASE("a line that requires the organisation is told, but for one that does not") {
  const AddressWhitelist list = listed(
      "@a.example require = organisation\n"
      "boss@a.example\n"
      "/@b\\.example$/ require = organisation\n");
  CHECK(list.held("x@a.example") == Held::of_organisation);
  CHECK(list.held("x@b.example") == Held::of_organisation);
  CHECK(list.held("boss@a.example") == Held::always);
  CHECK(list.held("x@c.example") == Held::no);
  CHECK(list.always() == 1);
  CHECK(list.of_organisation() == 2);
}

TEST_CASE("an empty list holds nobody") {
  const AddressWhitelist list;
  CHECK(list.empty());
  CHECK(list.held("a@a.example") == Held::no);
  CHECK(list.held("") == Held::no);
  CHECK_FALSE(listed("@a.example require = organisation\n").empty());
}

TEST_CASE("several lists are one") {
  ListComplaints none("");
  const std::array lists{parse_address_entries("postmaster@\n", Addressee::recipient, none),
                         parse_address_entries("@a.example\n", Addressee::recipient, none)};
  const AddressWhitelist list(lists);
  CHECK(list.held("postmaster@b.example") == Held::always);
  CHECK(list.held("b@a.example") == Held::always);
}

TEST_CASE("a pattern that runs away counts as not matching, and is logged once") {
  KeptLog log;
  const AddressWhitelist list = listed("/^(a+)+$/");
  for (int i = 0; i < 2; ++i) CHECK(list.held(std::string(400, 'a') + "!@x") == Held::no);
  CHECK(log.count("senders_whitelist.local:1: the pattern runs away") == 1);
}

TEST_CASE("the list that is shipped costs a request next to nothing") {
  const AddressWhitelist list = listed("postmaster@\nabuse@\n");
  constexpr int kRounds = 100'000;
  const auto began = std::chrono::steady_clock::now();
  int found = 0;
  for (int i = 0; i < kRounds; ++i) found += list.held("somebody@customer.example") != Held::no;
  const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - began;
  MESSAGE("a recipient is looked up in " << took.count() / kRounds << " ns");
  CHECK(found == 0);
  CHECK(took.count() / kRounds < 20'000);
}

}  // namespace greycache
