// Addresses with a port.
#include "common/inet_address.h"

#include <doctest/doctest.h>

using namespace greycache;

TEST_CASE("SQLgrey's forms of an address to listen on are understood") {
  const auto listens = [](const char* text) { return parse_listen_address(text).value().text(); };
  CHECK(listens("2501") == "127.0.0.1:2501");
  CHECK(listens("localhost:2501") == "127.0.0.1:2501");
  CHECK(listens("127.0.0.1:2501") == "127.0.0.1:2501");
  CHECK(listens("0.0.0.0:2501") == "0.0.0.0:2501");
  CHECK(listens("[::1]:2501") == "[::1]:2501");
  CHECK(listens("::1:2501") == "[::1]:2501");
  CHECK(listens(":2501") == "[::]:2501");
  CHECK(listens("*:2501") == "[::]:2501");
}

TEST_CASE("what cannot be listened on is refused with a reason") {
  for (const std::string text :
       {"", "localhost", "127.0.0.1", "smtp", "mx.example.org:2501", "127.0.0.1:smtp", "0", "65536",
        "127.0.0.1:0", "[::1", "[::1]2501", "[]:1", "1.2.3.4:", "-1", "99999999999999999999"}) {
    CAPTURE(text);
    const auto result = parse_listen_address(text);
    REQUIRE_FALSE(result);
    CHECK(result.error().find("write") != std::string::npos);
  }
}

TEST_CASE("ports from 1 to 65535 are ports") {
  CHECK(parse_listen_address("1").value().port == 1);
  CHECK(parse_listen_address("65535").value().port == 65535);
}

TEST_CASE("a server's address may leave the port to the default") {
  CHECK(parse_inet_address("192.0.2.1", 6379).value() == InetAddress{"192.0.2.1", 6379});
  CHECK(parse_inet_address("[2001:db8::1]", 6379).value() == InetAddress{"2001:db8::1", 6379});
  CHECK(parse_inet_address("192.0.2.1:7", 6379).value().port == 7);
  CHECK_FALSE(parse_inet_address("192.0.2.1", 0));
  CHECK_FALSE(parse_inet_address("redis.example.org", 6379));
}

TEST_CASE("two addresses overlap where a connection could be to both") {
  const auto overlap = [](const char* one, const char* other) {
    const bool result =
        parse_listen_address(one).value().overlaps(parse_listen_address(other).value());
    CHECK(parse_listen_address(other).value().overlaps(parse_listen_address(one).value()) ==
          result);
    return result;
  };
  CHECK(overlap("2501", "127.0.0.1:2501"));
  CHECK(overlap("[::0:1]:2501", "[::1]:2501"));
  CHECK(overlap("*:2501", "127.0.0.1:2501"));
  CHECK(overlap("0.0.0.0:2501", "127.0.0.1:2501"));
  CHECK_FALSE(overlap("2501", "2502"));
  CHECK_FALSE(overlap("127.0.0.1:2501", "127.0.0.2:2501"));
  CHECK_FALSE(overlap("0.0.0.0:2501", "[::1]:2501"));
}
