// Which clients can be let through for a while, and which rows let one through.
#include "greycache/policy/expectation/allowed_client.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "greycache/policy/expectation/expectations.h"

namespace greycache::allowed_client_test {

namespace {

constexpr UnixTime kNow = 1'760'000'000;

std::string client(std::string_view written) {
  return parse_allowed_client(written).value_or("refused");
}

std::vector<std::string> names(std::string_view address, std::string_view name) {
  std::vector<std::string> all;
  each_name_of_client(address, name, [&](std::string_view each) {
    all.emplace_back(each);
    return false;
  });
  return all;
}

Expectations allowed(const std::string& name, bool removed = false) {
  Expectations rows;
  REQUIRE(rows.merge({std::string(kAllowedClient), name, kNow + 60, kNow, kNow + 60, removed}));
  return rows;
}

}  // namespace

TEST_CASE("a client is an address, a network of a width that is looked for, or a name") {
  CHECK(client("192.0.2.7") == "192.0.2.7");
  CHECK(client(" 192.0.2 ") == "192.0.2.0/24");
  CHECK(client("192.0.0.0/16") == "192.0.0.0/16");
  CHECK(client("2001:DB8::1") == "2001:db8::1");
  CHECK(client("2001:db8::/48") == "2001:db8::/48");
  CHECK(client("Mail.Sender.example") == "mail.sender.example");
  for (const char* written :
       {"", "nobody", "192.0.2.0/25", "192.0.0.0/15", "2001:db8::/63", "a..b", "*.x.example", "/x/",
        "a b.example", "192.0.2.999", "bob@x.example"}) {
    INFO(written);
    CHECK(client(written) == "refused");
  }
}

TEST_CASE("each name that a row may have for a client is looked for") {
  CHECK(names("192.0.2.7", "Mail.Sender.example") ==
        std::vector<std::string>{"192.0.2.7", "192.0.2.0/24", "192.0.0.0/16", "mail.sender.example",
                                 "sender.example"});
  CHECK(names("2001:db8::7", "unknown") ==
        std::vector<std::string>{"2001:db8::7", "2001:db8::/64", "2001:db8::/48", "2001:db8::/32"});
  CHECK(names("", "unknown").empty());
}

TEST_CASE("a row lets its client through, and no other, until it is over or taken back") {
  const Expectations network = allowed("192.0.2.0/24");
  CHECK(network.match_client("192.0.2.7", "unknown", kNow + 59) != nullptr);
  CHECK(network.match_client("192.0.2.7", "unknown", kNow + 60) == nullptr);
  CHECK(network.match_client("192.0.3.7", "unknown", kNow) == nullptr);
  const Expectations name = allowed("sender.example");
  CHECK(name.match_client("192.0.2.7", "a.Sender.example", kNow) != nullptr);
  CHECK(name.match_client("192.0.2.7", "notsender.example", kNow) == nullptr);
  CHECK(allowed("192.0.2.7", true).match_client("192.0.2.7", "unknown", kNow) == nullptr);
  CHECK(Expectations().match_client("192.0.2.7", "unknown", kNow) == nullptr);
}

TEST_CASE("a sender may be let through whomever he writes to") {
  Expectations rows;
  REQUIRE(rows.merge({std::string(kEverybody), "@x.example", kNow + 60, kNow, kNow + 60}));
  CHECK(rows.match("a@sub.x.example", "bob@here.example", kNow) != nullptr);
  CHECK(rows.match("a@x.example", "postmaster", kNow) != nullptr);
  CHECK(rows.match("a@y.example", "bob@here.example", kNow) == nullptr);
}

}  // namespace greycache::allowed_client_test
