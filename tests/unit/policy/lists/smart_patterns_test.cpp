// Shows how the two pattern files of greymethod smart are read.
#include "greycache/policy/lists/smart_patterns.h"

#include <doctest/doctest.h>

namespace greycache {

namespace {

struct Read {
  SmartPatterns patterns;
  bool good = false;
  std::vector<std::string> complaints;
};

Read read(std::string_view text) {
  Read result;
  ListComplaints complaints("smtp_server.regexp");
  result.good = result.patterns.read_smtp_server(text, complaints);
  result.complaints = complaints.sentences();
  return result;
}

}  // namespace

TEST_CASE("a pattern without a final newline is found regardless of case") {
  const Read result = read("^(mail|mx)[0-9]*\\.");
  CHECK(result.good);
  CHECK(result.complaints.empty());
  CHECK(result.patterns.is_smtp_server("mx7.example.com"));
  CHECK(result.patterns.is_smtp_server("MAIL.example.com"));
  CHECK_FALSE(result.patterns.is_smtp_server("www.example.com"));
  CHECK_FALSE(result.patterns.is_dynamic("mx7.example.com"));
}

TEST_CASE("blank lines behind a pattern and comment lines are no patterns") {
  const Read result = read("# ours\n^mx#?\\.\r\n\n  \n");
  CHECK(result.complaints.empty());
  CHECK(result.patterns.is_smtp_server("mx.example.com"));
  CHECK(result.patterns.is_smtp_server("mx#.example.com"));
  CHECK_FALSE(result.patterns.is_smtp_server("www.example.com"));
}

TEST_CASE("a byte order mark is no part of the pattern") {
  const Read result = read("\xef\xbb\xbf^mx\\.\n");
  CHECK(result.complaints.empty());
  CHECK(result.patterns.is_smtp_server("mx.example.com"));
  CHECK(SmartPatterns::counting_line("\xef\xbb\xbf# ours\n^mx\\.\n").number == 2);
}

TEST_CASE("of several patterns the last counts, with a complaint") {
  const Read result = read("^mail\\.\n^mx\\.\n");
  REQUIRE(result.complaints.size() == 1);
  CHECK(result.complaints[0] ==
        "smtp_server.regexp:2: there are several patterns; only this last counts");
  CHECK(result.patterns.is_smtp_server("mx.example.com"));
  CHECK_FALSE(result.patterns.is_smtp_server("mail.example.com"));
}

TEST_CASE("a file without a pattern matches nothing") {
  Read result = read("^mx\\.\n");
  ListComplaints complaints("smtp_server.regexp");
  CHECK(result.patterns.read_smtp_server("\n", complaints));
  CHECK_FALSE(result.patterns.is_smtp_server("mx.example.com"));
  CHECK_FALSE(result.patterns.is_smtp_server(""));
}

TEST_CASE("a wrong pattern is complained of and the one from before stays") {
  Read result = read("^mx\\.\n");
  ListComplaints complaints("smtp_server.regexp");
  CHECK_FALSE(result.patterns.read_smtp_server("(mail\n", complaints));
  REQUIRE(complaints.sentences().size() == 1);
  CHECK(complaints.sentences()[0] ==
        "smtp_server.regexp:1: \"(mail\" is no regular expression: missing closing parenthesis at "
        "offset 5; the pattern from before stays");
  CHECK(result.patterns.is_smtp_server("mx.example.com"));
}

TEST_CASE("the two patterns are apart") {
  SmartPatterns patterns;
  ListComplaints complaints("dyn_fqdn.regexp");
  CHECK(patterns.read_dyn_fqdn("dsl", complaints));
  CHECK(patterns.is_dynamic("DSL.example.com"));
  CHECK_FALSE(patterns.is_smtp_server("dsl.example.com"));
}

}  // namespace greycache
