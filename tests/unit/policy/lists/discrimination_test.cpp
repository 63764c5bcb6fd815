// Shows which rule of a discrimination.regexp a request matches first.
#include "greycache/policy/lists/discrimination.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "tests/unit/kept_log.h"

namespace greycache::discrimination_test {

namespace {

struct Parsed {
  Discrimination rules;
  std::vector<std::string> complaints;
};

Parsed parsed(std::string_view text) {
  ListComplaints complaints("discrimination.regexp");
  Discrimination rules = Discrimination::parse(text, complaints);
  return {std::move(rules), complaints.sentences()};
}

std::optional<int> match(const Discrimination& rules, std::string_view request_text) {
  PolicyRequest request;
  request.parse(request_text);
  return rules.first_match(request);
}

std::optional<int> match(std::string_view rules, std::string_view request_text) {
  return match(parsed(rules).rules, request_text);
}

constexpr std::string_view kRules =
    "client_name =~ ^unknown$\n"
    "# a comment\n"
    "sender =~ @list[0-9]*\\.example$\n"
    "\n"
    "helo_name !~ \\.\n"
    "recipient =~ ^postmaster@   # 4\n";

}  // namespace

TEST_CASE("comments and empty lines have no number") {
  CHECK(match(kRules, "client_name=unknown\nhelo_name=a.b\n") == 1);
  CHECK(match(kRules, "client_name=mx.a\nhelo_name=a.b\nsender=x@list7.example\n") == 2);
  CHECK(match(kRules, "client_name=mx.a\nhelo_name=localhost\n") == 3);
  CHECK(match(kRules, "client_name=mx.a\nhelo_name=a.b\nrecipient=postmaster@d\n") == 4);
  CHECK(match(kRules, "client_name=mx.a\nhelo_name=a.b\nrecipient=joe@d\n") == std::nullopt);
}

TEST_CASE("of several rules that match the first in the file counts") {
  CHECK(match(kRules, "recipient=postmaster@d\nhelo_name=x\nclient_name=unknown\n") == 1);
  CHECK(match(kRules, "recipient=postmaster@d\nhelo_name=x\nclient_name=mx.a\n") == 3);
}

TEST_CASE("patterns regard case") {
  CHECK(match("recipient =~ ^info@\n", "recipient=info@d.org\n") == 1);
  CHECK(match("recipient =~ ^info@\n", "recipient=INFO@d.org\n") == std::nullopt);
  CHECK(match("recipient =~ (?i)^info@\n", "recipient=INFO@d.org\n") == 1);
}

TEST_CASE("a rule is skipped where the request lacks its attribute, whatever the operator") {
  CHECK(match("bogus_attr !~ x\n", "client_name=a\n") == std::nullopt);
  CHECK(match("bogus_attr != client_name\n", "client_name=a\n") == std::nullopt);
  CHECK(match("bogus_attr == other_bogus\n", "client_name=a\n") == std::nullopt);
  CHECK(match("helo_name !~ \\.\n", "client_name=a\n") == std::nullopt);
}

TEST_CASE("an attribute that is there and empty is tested") {
  CHECK(match("helo_name !~ \\.\n", "helo_name=\n") == 1);
  CHECK(match("helo_name =~ ^$\n", "helo_name=\n") == 1);
}

TEST_CASE("any attribute of the request can be tested") {
  CHECK(match("encryption_protocol =~ ^TLS\n", "encryption_protocol=TLSv1.3\n") == 1);
  CHECK(match("reverse_client_name =~ dyn\n", "reverse_client_name=dyn.example\n") == 1);
}

TEST_CASE("== and != compare two attributes") {
  CHECK(match("helo_name == client_name\n", "helo_name=a.b\nclient_name=a.b\n") == 1);
  CHECK(match("helo_name == client_name\n", "helo_name=a.b\nclient_name=A.b\n") == std::nullopt);
  CHECK(match("helo_name != client_name\n", "helo_name=a.b\nclient_name=A.b\n") == 1);
  CHECK(match("helo_name != client_name\n", "helo_name=a\nclient_name=a\n") == std::nullopt);
  CHECK(match("helo_name == sasl_sender\n", "helo_name=\n") == 1);
}

TEST_CASE("blanks around a rule's parts do not count") {
  CHECK(match("\t helo_name=~^x$  \r\n", "helo_name=x\n") == 1);
  CHECK(match("helo_name \t!~\t x y # c\n", "helo_name=x y\n") == std::nullopt);
}

TEST_CASE("a rule without an operator keeps its number, never matches and is complained of") {
  const Parsed rules = parsed("helo_name = x\nhelo_name\nhelo_name ! ~ x\nhelo_name =~ x\n");
  REQUIRE(rules.complaints.size() == 3);
  CHECK(rules.complaints[0] ==
        "discrimination.regexp:1: \"helo_name = x\" has no operator (=~, !~, == or !=) behind its "
        "attribute; rule 1 never matches");
  CHECK(match(rules.rules, "helo_name=x\n") == 4);
}

TEST_CASE("a pattern that is no regular expression likewise") {
  const Parsed rules = parsed("helo_name =~ (x\nhelo_name !~ [z\nhelo_name =~ x\n");
  REQUIRE(rules.complaints.size() == 2);
  CHECK(rules.complaints[0] ==
        "discrimination.regexp:1: \"(x\" is no regular expression: missing closing parenthesis at "
        "offset 2; rule 1 never matches");
  CHECK(match(rules.rules, "helo_name=x\n") == 3);
  CHECK(match(rules.rules, "helo_name=y\n") == std::nullopt);
}

TEST_CASE("a line without a word has no number and is complained of") {
  const Parsed rules = parsed("--- !\nhelo_name =~ x\n");
  REQUIRE(rules.complaints.size() == 1);
  CHECK(rules.complaints[0].starts_with("discrimination.regexp:1: \"--- !\" is no rule"));
  CHECK(match(rules.rules, "helo_name=x\n") == 1);
}

TEST_CASE("comparing with what is no attribute's name is complained of and kept") {
  const Parsed rules = parsed("helo_name == \"x\"\n");
  REQUIRE(rules.complaints.size() == 1);
  CHECK(rules.rules.size() == 1);
  CHECK(match(rules.rules, "helo_name=x\n") == std::nullopt);
}

TEST_CASE("an attribute that Postfix does not have is complained of, with the one that was meant") {
  const auto complaints =
      parsed("clientname =~ ^unknown$\nhelo_name == heloname\nxyzzy !~ a\n").complaints;
  REQUIRE(complaints.size() == 3);
  CHECK(complaints[0] ==
        "discrimination.regexp:1: Postfix has no attribute \"clientname\"; did you mean "
        "client_name?");
  CHECK(complaints[1].ends_with(
      ":2: Postfix has no attribute \"heloname\"; did you mean helo_name?"));
  CHECK(complaints[2].ends_with(":3: Postfix has no attribute \"xyzzy\"; see SMTPD_POLICY_README"));
}

TEST_CASE("slashes and quotes around a pattern are complained of, and are a part of it") {
  for (const char* pattern : {"/^unknown$/", "m/^unknown$/", "qr/^unknown$/i", "/^unknown$/i",
                              "\"^unknown$\"", "'^unknown$'"}) {
    CAPTURE(pattern);
    const Parsed rules = parsed(std::string("client_name =~ ") + pattern + "\n");
    REQUIRE(rules.complaints.size() == 1);
    CHECK(rules.complaints[0].starts_with("discrimination.regexp:1: the "));
    CHECK(rules.complaints[0].ends_with("count as a part of it; write client_name =~ ^unknown$"));
    CHECK(match(rules.rules, "client_name=unknown\n") == std::nullopt);
  }
  for (const char* pattern : {"a/b", "/a", "a/", "/", "//", "\"", "^/x/y$"}) {
    CAPTURE(pattern);
    CHECK(parsed(std::string("client_name =~ ") + pattern + "\n").complaints.empty());
  }
}

TEST_CASE("a rule without a pattern never matches and is complained of") {
  const Parsed rules = parsed("client_name =~ # dsl\nhelo_name !~\nsender =~ .\n");
  REQUIRE(rules.complaints.size() == 2);
  CHECK(rules.complaints[0] ==
        "discrimination.regexp:1: there is no pattern behind the operator; write one, . for any "
        "text; rule 1 never matches");
  CHECK(match(rules.rules, "client_name=mx.a\nhelo_name=x\n") == std::nullopt);
  CHECK(match(rules.rules, "client_name=mx.a\nhelo_name=x\nsender=a@b\n") == 3);
}

TEST_CASE("a pattern that a # cuts is complained of; \\x23 and a comment behind a blank are not") {
  const Parsed rules = parsed("sender =~ ^a#b@\nsender =~ ^a\\x23b@ # c\n");
  REQUIRE(rules.complaints.size() == 1);
  CHECK(rules.complaints[0] ==
        "discrimination.regexp:1: what follows \"#\" is a comment and no part of the rule; write "
        "\\x23 for a \"#\" in a pattern, or a blank before a comment");
  CHECK(match(rules.rules, "sender=a#b@c\n") == 1);
  CHECK(match("sender =~ ^a\\x23b@\n", "sender=a#b@c\n") == 1);
}

TEST_CASE("rules behind the first thousand are left out, with a word") {
  std::string text;
  for (std::size_t rule = 0; rule < ListAllowance::kMostPatterns; ++rule) text += "sender =~ ^x$\n";
  CHECK(parsed(text).complaints.empty());
  const Parsed rules = parsed(text + "sender =~ a\nsender =~ b\n");
  REQUIRE(rules.complaints.size() == 1);
  CHECK(rules.complaints[0] ==
        "discrimination.regexp:1001: a list holds 1000 rules at most; from here on 2 are left out");
  CHECK(match(rules.rules, "sender=a\n") == std::nullopt);
}

TEST_CASE("a value on which many patterns run away is not held against all of them") {
  std::string text;
  for (int rule = 0; rule < Discrimination::kMostRunaways; ++rule) text += "sender =~ ^(a+)+$\n";
  const std::string evil = "sender=" + std::string(60, 'a') + "!\n";
  CHECK(match(text + "sender =~ !\n", evil) == std::nullopt);
  CHECK(match(text.substr(text.find('\n') + 1) + "sender =~ !\n", evil) ==
        Discrimination::kMostRunaways);
}

TEST_CASE("all rules are told that match, but those that compare with what is not known") {
  const Discrimination rules = parsed(
                                   "client_name =~ a\n"
                                   "client_name != helo_name\n"
                                   "sender =~ .\n"
                                   "client_name !~ b\n"
                                   "client_name == reverse_client_name\n")
                                   .rules;
  PolicyRequest part;
  part.parse("client_name=a.example\n");
  CHECK(rules.all_matches(part) == std::vector<int>{1, 4});
  PolicyRequest more;
  more.parse("client_name=a.example\nhelo_name=x\nreverse_client_name=a.example\n");
  CHECK(rules.all_matches(more) == std::vector<int>{1, 2, 4, 5});
}

TEST_CASE("no rules match nothing") {
  CHECK(match("", "client_name=unknown\n") == std::nullopt);
  CHECK(match(Discrimination(), "client_name=unknown\n") == std::nullopt);
}

TEST_CASE("a value is compared by its first 512 bytes") {
  const std::string value(512, 'v');
  CHECK(match("helo_name == sender\n", "helo_name=" + value + "a\nsender=" + value + "b\n") == 1);
  CHECK(match("helo_name =~ v$\n", "helo_name=" + value + "b\n") == 1);
  CHECK(match("helo_name =~ b$\n", "helo_name=" + value.substr(1) + "b\n") == 1);
  CHECK(match("helo_name =~ b$\n", "helo_name=" + value + "b\n") == std::nullopt);
}

TEST_CASE("a pattern that runs away is logged once with its line and counts as not matching") {
  const Discrimination rules = parsed("\nhelo_name =~ ^(a+)+$\nsender !~ ^(a+)+$\n").rules;
  const std::string evil = std::string(60, 'a') + "!";
  const KeptLog log;
  CHECK(match(rules, "helo_name=" + evil + "\n") == std::nullopt);
  CHECK(match(rules, "helo_name=" + evil + "\n") == std::nullopt);
  CHECK(match(rules, "sender=" + evil + "\n") == 2);
  REQUIRE(log.lines().size() == 2);
  CHECK(log.lines()[0].starts_with("conf: discrimination.regexp:2: the pattern runs away"));
  CHECK(log.lines()[1].starts_with("conf: discrimination.regexp:3: the pattern runs away"));
}

}  // namespace greycache::discrimination_test
