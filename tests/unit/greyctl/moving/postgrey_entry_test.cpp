// Entries of postgrey's databases.
#include "greyctl/moving/postgrey/postgrey_entry.h"

#include <doctest/doctest.h>

#include "greyctl/moving/postgrey/database_dump.h"

namespace greycache {

namespace {

// "client sender recipient", or nothing.
std::string taken_apart(std::string_view key) {
  const auto triplet = parse_postgrey_triplet(key, "1,2");
  if (!triplet) return "";
  return triplet->client.text() + " " + triplet->sender + " " + triplet->recipient;
}

}  // namespace

TEST_CASE("a triplet's parts") {
  const auto triplet =
      parse_postgrey_triplet("192.0.2.0/anna@example.org/bob@example.com", "100,500");
  REQUIRE(triplet);
  CHECK(triplet->client.text() == "192.0.2.0");
  CHECK(triplet->sender == "anna@example.org");
  CHECK(triplet->recipient == "bob@example.com");
  CHECK(triplet->first_seen == 100);
  CHECK(triplet->last_seen == 500);
}

TEST_CASE("the slash between sender and recipient, where there are more") {
  CHECK(taken_apart("192.0.2.0//bob@e.com") == "192.0.2.0  bob@e.com");
  CHECK(taken_apart("192.0.2.0/a/b@e.org/c/d@e.com") == "192.0.2.0 a/b@e.org c/d@e.com");
  CHECK(taken_apart("192.0.2.0/root/bob@e.com") == "192.0.2.0 root bob@e.com");
  CHECK(taken_apart("2001:db8:0:0:0:0:0:0/a@e.org/b@e.com") == "2001:db8:: a@e.org b@e.com");
}

TEST_CASE("an address has its length behind it with --lookup-by-host") {
  CHECK(taken_apart("192.0.2.7/32/a@e.org/b@e.com") == "192.0.2.7 a@e.org b@e.com");
  CHECK(taken_apart("192.0.2.7/32//b@e.com") == "192.0.2.7  b@e.com");
  CHECK(taken_apart("2001:db8:0:0:0:0:0:7/128/a@e.org/b@e.com") == "2001:db8::7 a@e.org b@e.com");
  CHECK(taken_apart("2001:db8:0:0:0:0:0:7/32/b@e.com") == "2001:db8::7 32 b@e.com");
}

TEST_CASE("keys and values that are none") {
  for (const char* key : {"", "192.0.2.0", "x/a@b/c@d", "192.0.2.0/a@b",
                          "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3"}) {
    CAPTURE(key);
    CHECK(taken_apart(key).empty());
  }
  for (const char* value : {"", "1", "1,", "x,2", "-1,2", "1,99999999999999"}) {
    CAPTURE(value);
    CHECK_FALSE(parse_postgrey_triplet("192.0.2.0/a@b/c@d", value));
  }
  CHECK(parse_postgrey_triplet("192.0.2.0/a@b/c@d", "1,2,mx"));
}

TEST_CASE("a client and how many of its entries passed") {
  const auto client = parse_postgrey_client("192.0.2.7", "5,700");
  REQUIRE(client);
  CHECK(client->address.text() == "192.0.2.7");
  CHECK(client->count == 5);
  CHECK(client->last_seen == 700);
  CHECK_FALSE(parse_postgrey_client("host", "5,700"));
  CHECK_FALSE(parse_postgrey_client("192.0.2.7", "5"));
}

TEST_CASE("bytes of a dump") {
  CHECK(dumped_bytes(" a b") == "a b");
  CHECK(dumped_bytes(" a\\5c\\\\\\c3") == "a\\\\\xc3");
  CHECK(dumped_bytes(" ") == "");
  for (const char* line : {"", "a", " \\", " \\4", " \\4g"}) {
    CAPTURE(line);
    CHECK_FALSE(dumped_bytes(line));
  }
}

}  // namespace greycache
