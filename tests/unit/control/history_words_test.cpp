// What an operator's words ask of the history.
#include "greycache/control/history_words.h"

#include <doctest/doctest.h>

#include "greycache/policy/keys.h"

namespace greycache::history_words_test {

namespace {

constexpr UnixTime kNow = 1'000'000;

HistoryWords parsed(const std::string& words) {
  const auto asked = parse_history_words(words, kNow);
  const std::string error = asked ? "" : asked.error();
  INFO(error);
  REQUIRE(asked.has_value());
  return *asked;
}

std::string error_of(const std::string& words) {
  const auto asked = parse_history_words(words, kNow);
  REQUIRE_FALSE(asked.has_value());
  return asked.error();
}

}  // namespace

TEST_CASE("no words ask for the last hundred rows") {
  const HistoryWords asked = parsed("");
  CHECK(asked.limit == 100);
  CHECK_FALSE(asked.json);
  CHECK(asked.query.since == 0);
}

TEST_CASE("each word is a condition") {
  const HistoryWords asked = parsed(
      " json since=3600 outcome=new,early sender=Alice@X.example recipient=@y.example "
      "client=192.0.2.1 limit=1000 reference=7K3M9QXA");
  CHECK(asked.json);
  CHECK(asked.query.since == kNow - 3600);
  CHECK(asked.query.outcomes == std::vector<std::string>{"new", "early"});
  CHECK(asked.query.sender == "alice@x.example");
  CHECK(asked.query.recipient == "@y.example");
  CHECK(asked.query.client_address == "192.0.2.1");
  CHECK(asked.query.references == std::vector<std::string>{"7K3M9QXA"});
  CHECK(asked.limit == 1000);
}

TEST_CASE("values are percent-encoded, and stand for key parts") {
  CHECK(parsed("sender=%22quo%20ted%22@x.example").query.sender == "quo%20ted@x.example");
  CHECK(parsed("sender=%3C%3E").query.sender == "");
  CHECK(parsed("address=%3Cb@y.example%3E").query.party == "b@y.example");
  CHECK(parsed("sender=%3CRoot%3E").query.sender == "root");
  CHECK(parsed("address=%3Ca%20b%3E").query.party == "a%20b");
  CHECK(parsed("client=Outlook.com").query.client == "outlook.com");
  CHECK(parsed("client=Outlook.com").query.client_organisation.empty());
  const std::string longer(70, 'o');
  CHECK(parsed("client=" + longer).query.client == longer);
  CHECK(parsed("client=" + longer).query.client_organisation == key_part(longer, 64));
  CHECK(parsed("client=2001:DB8::1").query.client_address == "2001:db8::1");
}

TEST_CASE("a network stands for the clients in it") {
  CHECK(parsed("client=192.0.2.0/25").query.client_network == Network::parse("192.0.2.0/25"));
  CHECK(parsed("client=192.0.2").query.client_network == Network::parse("192.0.2.0/24"));
  CHECK(parsed("client=2001:DB8::/32").query.client_network == Network::parse("2001:db8::/32"));
  CHECK(error_of("client=192.0.2.0/33") == "'192.0.2.0/33' is no network");
}

TEST_CASE("never asks for first attempts that did not come back") {
  CHECK(parsed("outcome=never").never);
  CHECK(error_of("outcome=never,new").find("alone") != std::string::npos);
}

TEST_CASE("what makes no sense is an error that says what would") {
  CHECK(error_of("since=-1").find("seconds") != std::string::npos);
  CHECK(error_of("since=1h").find("seconds") != std::string::npos);
  CHECK(error_of("since=0").find("seconds") != std::string::npos);
  CHECK(error_of("limit=0").find("1000") != std::string::npos);
  CHECK(error_of("limit=1001").find("1000") != std::string::npos);
  CHECK(error_of("outcome=gone").find("reconnect") != std::string::npos);
  CHECK(error_of("outcome=whitelisted").find("what waited") != std::string::npos);
  CHECK(error_of("outcome=").find("reconnect") != std::string::npos);
  CHECK(error_of("client=").find("client is") != std::string::npos);
  CHECK(error_of("sender=nobody").find("user@domain") != std::string::npos);
  CHECK(error_of("sender=nobody").find("'<user>'") != std::string::npos);
  CHECK(error_of("sender=%3C%3E%3E").find("user@domain") != std::string::npos);
  CHECK(error_of("reference=7k3m").find("reference") != std::string::npos);
  CHECK(error_of("client=").find("network") != std::string::npos);
  CHECK(error_of("sing=1").find("sing") != std::string::npos);
  CHECK(error_of("sing").find("KEY=VALUE") != std::string::npos);
}

TEST_CASE("since reaches back no further than 1970") {
  CHECK(parsed("since=9223372036854775807").query.since == 0);
}

}  // namespace greycache::history_words_test
