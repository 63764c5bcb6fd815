// Rows of the opt tables as operators write them.
#include "greycache/policy/lists/opt_row.h"

#include <doctest/doctest.h>

namespace greycache {

namespace {

std::string error_of(std::string_view written) {
  const auto row = parse_opt_row(OptChoice::in, written);
  return row ? "" : row.error();
}

}  // namespace

TEST_CASE("a row with '@' is an address, one without a domain, each in its choice's table") {
  CHECK(parse_opt_row(OptChoice::in, "example.org")->table == OptTable::optin_domain);
  CHECK(parse_opt_row(OptChoice::in, "a@example.org")->table == OptTable::optin_email);
  CHECK(parse_opt_row(OptChoice::out, "example.org")->table == OptTable::optout_domain);
  CHECK(parse_opt_row(OptChoice::out, "a@example.org")->table == OptTable::optout_email);
}

TEST_CASE("rows are lower-cased as recipients are: letters of ASCII only") {
  CHECK(parse_opt_row(OptChoice::in, "Info@Example.ORG")->text == "info@example.org");
  CHECK(parse_opt_row(OptChoice::in, "Ä@Example.org")->text == "Ä@example.org");
}

TEST_CASE("a row may have 255 bytes, as in SQLgrey's tables") {
  CHECK(error_of(std::string(255, 'a')).empty());
  CHECK(error_of(std::string(256, 'a')).find("longer than 255 bytes") != std::string::npos);
}

TEST_CASE("what no recipient can be is refused") {
  for (const char* written : {"", "a b@example.org", "a\t@example.org", "a@example.org\n",
                              "a\x7f@example.org", "a\x01", " "}) {
    CHECK_FALSE(error_of(written).empty());
  }
  CHECK(error_of(std::string_view("a\0b", 3)) == "'a\\x00b' holds a blank or a control character");
  CHECK(error_of("a\xff@example.org") == "'a\\xff@example.org' is no UTF-8");
  CHECK(error_of("a%b+c/d*e=f@example.org").empty());
}

TEST_CASE("an address of a host is no domain of recipients") {
  CHECK(error_of("192.0.2.1") == "'192.0.2.1' is the address of a host: rows are of recipients");
  CHECK(error_of("bob@192.0.2.1").find("no domain behind the '@'") != std::string::npos);
  CHECK(error_of("bob@[192.0.2.1]").empty());
  CHECK(error_of("192.0.2.1.example").empty());
}

TEST_CASE("what a text has around an address is none of it") {
  for (const char* written :
       {"'q@yy.example'", "'xx.example'", "\"h2@html.example\"", "\u201ch9@html.example\u201d",
        "`h11@html.example`", "h12@html.example|x", "*@star.example", "(h@html.example)"}) {
    CAPTURE(written);
    CHECK_FALSE(error_of(written).empty());
  }
  CHECK(error_of("o'brien@under_score.example").empty());
  CHECK(error_of("\"a b\"@x.example").find("blank") != std::string::npos);
  CHECK(error_of("\"a'b\"@x.example").empty());
  CHECK(error_of("bücher.example").empty());
}

TEST_CASE("a byte order mark before a row is none of it") {
  CHECK(parse_opt_row(OptChoice::in,
                      "\xef\xbb\xbf"
                      "bob@example.org")
            ->text == "bob@example.org");
  const std::string stored =
      "\xef\xbb\xbf"
      "bob@example.org";
  CHECK(parse_opt_row(OptChoice::in, stored, OptChange::remove)->text == stored);
}

TEST_CASE("half an address is refused with advice") {
  CHECK(error_of("@example.org") ==
        "'@example.org' has no user: for a whole domain leave the '@' out");
  CHECK(error_of("user@") == "'user@' has no domain behind the '@'");
}

TEST_CASE("an address in brackets, and two with a comma between, are refused") {
  for (const char* written :
       {"<postmaster@customer.example>", "a@x.example,b@x.example", "x.example,y.example",
        "<x.example>", "a@x.example,", "c@x.example;d@x.example", "mailto:m@x.example"}) {
    CAPTURE(written);
    CHECK(error_of(written).find("by itself") != std::string::npos);
    CHECK(parse_opt_row(OptChoice::in, written, OptChange::remove));
  }
  CHECK(error_of("\"a,b;c:d\"@example.org").empty());
  CHECK(error_of("a@[IPv6:2001:db8::1]").empty());
}

TEST_CASE("a domain is a name, not a pattern and not a tree") {
  for (const char* written : {"*.example.org", "/example/", ".example.org", "example.org."}) {
    CHECK_FALSE(error_of(written).empty());
  }
  CHECK(error_of("a.b.example.org").empty());
  CHECK(error_of("localhost").empty());
  for (const char* written : {"-", "--", "-a.example", "a-.example", "a..example", "a@-", "a@b..c",
                              "a@.example.org", "a@example.org.", "a@*.example"}) {
    CAPTURE(written);
    CHECK_FALSE(error_of(written).empty());
  }
  for (const char* written : {"a-b.example", "xn--80ak.example", "_a.example", "1.example",
                              "[192.0.2.1]", "-a@example.org", "\"a@b\"@example.org"}) {
    CAPTURE(written);
    CHECK(error_of(written).empty());
  }
}

TEST_CASE("what somebody else has put into a table can be removed") {
  for (const char* written : {"-", "user@", "@example.org", "*.example"}) {
    CHECK(parse_opt_row(OptChoice::out, written, OptChange::remove)->text == written);
  }
  CHECK_FALSE(parse_opt_row(OptChoice::out, "a b", OptChange::remove));
}

}  // namespace greycache
