// Shows which lines of JSON are a trace, and what is read from them.
#include "greyctl/replay/trace_line.h"

#include <doctest/doctest.h>

#include <string>

namespace greycache {

namespace {

std::string error_of(std::string_view json) {
  TraceLine line;
  const auto parsed = line.parse(json);
  return parsed ? "" : parsed.error();
}

}  // namespace

TEST_CASE("a line holds a time and a request; other members are ignored") {
  TraceLine line;
  REQUIRE(
      line.parse(R"({"action": "dunno", "at": 1760000002, "more": {"at": 5, "request": {"sender":
      "wrong"}}, "list": [{"at": 6}], "request": {"request": "smtpd_access_policy",
      "sender": "a@b.c", "size": 1234, "sasl_username": ""}, "outcome": null})"));
  CHECK(line.at() == 1'760'000'002);
  CHECK(line.request().request == "smtpd_access_policy");
  CHECK(line.request().sender == "a@b.c");
  REQUIRE(line.request().find("size").has_value());
  CHECK(*line.request().find("size") == "1234");
}

TEST_CASE("a line may say that the log's host let the mail in") {
  const auto accepted = [](std::string_view json) {
    TraceLine line;
    REQUIRE(line.parse(json));
    return line.was_accepted();
  };
  CHECK(accepted(R"({"at": 1, "logged": "accepted", "request": {}})"));
  CHECK(accepted(R"({"at": 1, "request": {"sender": "\u00e9"}, "logged": "accepted"})"));
  CHECK_FALSE(accepted(R"({"at": 1, "logged": "deferred", "request": {}})"));
  CHECK_FALSE(accepted(R"({"at": 1, "logged": null, "request": {"logged": "accepted"}})"));
  CHECK_FALSE(accepted(R"({"at": 1, "request": {"sender": "\u00e9", "logged": "accepted"}})"));
  CHECK_FALSE(accepted(R"({"at": 1, "request": {}})"));
}

TEST_CASE("of a mail log it is said how a trace is made of it") {
  CHECK(error_of("Nov 21 18:27:01 mx postfix/smtpd[1]: connect").find("greyctl trace") !=
        std::string::npos);
  CHECK(error_of("2026-11-21T18:27:01Z mx x").find("greyctl trace") != std::string::npos);
}

TEST_CASE("a time with a fraction counts as its second") {
  TraceLine line;
  REQUIRE(line.parse(R"({"at": 1760000002.9, "request": {}})"));
  CHECK(line.at() == 1'760'000'002);
}

TEST_CASE("a client without a name is called unknown, as Postfix calls it") {
  TraceLine line;
  REQUIRE(line.parse(R"({"at": 1, "request": {"client_address": "192.0.2.1"}})"));
  CHECK(line.request().client_name == "unknown");
  CHECK(line.request().client_address == "192.0.2.1");
  REQUIRE(line.parse(R"({"at": 1, "request": {"client_name": "mail.x.example"}})"));
  CHECK(line.request().client_name == "mail.x.example");
  REQUIRE(line.parse(R"({"at": 1, "request": {"client_name": ""}})"));
  CHECK(line.request().client_name.empty());
}

TEST_CASE("a request without a type is a policy request") {
  TraceLine line;
  REQUIRE(line.parse(R"({"at": 1, "request": {"sender": "a@b.c"}})"));
  CHECK(line.request().request == "smtpd_access_policy");
  CHECK(line.request().sender == "a@b.c");
  REQUIRE(line.parse(R"({"at": 1, "request": {"request": "other"}})"));
  CHECK(line.request().request == "other");
}

TEST_CASE("nothing is kept from the line before") {
  TraceLine line;
  REQUIRE(line.parse(R"({"at": 1, "request": {"sender": "a@b.c"}})"));
  REQUIRE(line.parse(R"({"at": 2, "request": {"recipient": "r@d.e"}})"));
  CHECK(line.request().sender.empty());
  CHECK(line.request().recipient == "r@d.e");
  CHECK_FALSE(line.parse(R"({"request": {}})"));
}

TEST_CASE("JSON's escapes are resolved") {
  TraceLine line;
  REQUIRE(line.parse(R"({"at": 1, "request": {"sender": "\"a b\"\u00e9@x\\y"}})"));
  CHECK(line.request().sender == "\"a b\"\xc3\xa9@x\\y");
}

TEST_CASE("what is no trace line is refused with a reason") {
  CHECK(error_of("") != "");
  CHECK(error_of("{") != "");
  CHECK(error_of(R"({"at": 1, "request": {}} x)") != "");
  CHECK(error_of(R"({"at": "now", "request": {}})") == "no member \"at\" with a time");
  CHECK(error_of(R"({"at": 1})") == "no member \"request\" with attributes");
  CHECK(error_of(R"([{"at": 1, "request": {}}])") == "no member \"at\" with a time");
  CHECK(error_of(R"({"at": -1, "request": {}})") == "no member \"at\" with a time");
  CHECK(error_of(R"({"at": 18446744073709551615, "request": {}})") ==
        "no member \"at\" with a time");
  CHECK(error_of(R"({"at": 1e300, "request": {}})") == "no member \"at\" with a time");
}

TEST_CASE("an attribute that could smuggle in another is refused") {
  const std::string reason = "an attribute that the policy protocol cannot carry";
  CHECK(error_of(R"({"at": 1, "request": {"sender": "a\nclient_address=1.2.3.4"}})") == reason);
  CHECK(error_of(R"({"at": 1, "request": {"a=b": "c"}})") == reason);
}

}  // namespace greycache
