// Shows that addresses in a log end where Postfix ended them.
#include "greycache/maillog/log_address.h"

#include <doctest/doctest.h>

namespace greycache {

namespace {

std::pair<std::optional<std::string>, std::string_view> taken(std::string_view text) {
  auto address = take_address(text);
  return {address, text};
}

}  // namespace

TEST_CASE("an address ends at its bracket") {
  CHECK(taken("<a@b> to=<c@d>") ==
        std::pair{std::optional<std::string>("a@b"), std::string_view(" to=<c@d>")});
  CHECK(taken("<>, x").first == "");
}

TEST_CASE("a bracket in quotes does not end it, and the quotes go") {
  CHECK(taken(R"(<"x> to=<victim@y"@z> to=<r@d>)") ==
        std::pair{std::optional<std::string>("x> to=<victim@y@z"), std::string_view(" to=<r@d>")});
  CHECK(taken(R"(<"a b"@c>)").first == "a b@c");
  CHECK(taken(R"(<"a\"> b"@c>)").first == R"(a"> b@c)");
}

TEST_CASE("what does not begin or end as an address is none, and stays") {
  for (const std::string_view text : {"", "a@b>", "<a@b", "<\"a@b>", "<\"a\\"}) {
    CAPTURE(text);
    CHECK(taken(text) == std::pair{std::optional<std::string>(), text});
  }
}

TEST_CASE("clients: names, addresses, ports") {
  const auto client = [](std::string_view text) -> std::string {
    const auto found = take_client(text);
    if (!found) return "none";
    return found->name + " " + found->address + " |" + std::string(text);
  };
  CHECK(client("mx.a.b[192.0.2.1]: 450") == "mx.a.b 192.0.2.1 |: 450");
  CHECK(client("unknown[2001:db8::1], sasl") == "unknown 2001:db8::1 |, sasl");
  CHECK(client("mx.a.b[192.0.2.1]:4711: 450") == "mx.a.b 192.0.2.1 |: 450");
  CHECK(client("mx.a.b[192.0.2.1]:4711") == "mx.a.b 192.0.2.1 |");
  CHECK(client("mx.a.b[unknown]: 450") == "none");
  CHECK(client("mx a[192.0.2.1]") == "none");
  CHECK(client("[192.0.2.1]") == "none");
  CHECK(client("mx.a.b[192.0.2.1") == "none");
  CHECK(client("mx.a.b[]") == "none");
}

}  // namespace greycache
