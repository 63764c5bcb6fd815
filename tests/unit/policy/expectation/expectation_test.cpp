// How rows of expectations merge, and what an operator may write.
#include "greycache/policy/expectation/expectation.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace greycache::expectation_test {

namespace {

Expectation row(UnixTime until, UnixTime made_at, bool removed = false, std::string why = "") {
  return {"bob@here.example", "", until, made_at, until, removed, std::move(why)};
}

Expectation merged(Expectation a, const Expectation& b) {
  merge_into(a, b);
  return a;
}

}  // namespace

TEST_CASE("it counts before its end, and not once it is removed") {
  CHECK(counts(row(1000, 900), 999));
  CHECK_FALSE(counts(row(1000, 900), 1000));
  CHECK_FALSE(counts(row(1000, 900, true), 950));
}

TEST_CASE("the later row counts, a removal too, and is kept as long as any was") {
  const Expectation long_one = row(5000, 900);
  const Expectation removal = row(5000, 901, true);
  const Expectation shorter = row(2000, 902);
  CHECK(merged(long_one, removal).removed);
  CHECK_FALSE(merged(removal, shorter).removed);
  CHECK(merged(long_one, shorter).until == 2000);
  CHECK(merged(long_one, shorter).kept_until == 5000);
}

TEST_CASE("in whatever order rows are met they come to the same") {
  const std::vector<Expectation> rows{row(1000, 900),       row(2000, 900),
                                      row(1000, 900, true), row(1000, 900, false, "a"),
                                      row(500, 901),        row(9000, 1)};
  for (const Expectation& a : rows) {
    CHECK(merged(a, a) == a);
    for (const Expectation& b : rows) {
      CHECK(merged(a, b) == merged(b, a));
      for (const Expectation& c : rows) CHECK(merged(merged(a, b), c) == merged(a, merged(b, c)));
    }
  }
}

TEST_CASE("a recipient is an address or a domain, in lower case") {
  CHECK(parse_expected_recipient("Bob@Here.Example") == "bob@here.example");
  CHECK(parse_expected_recipient("<Bob@Here.Example>") == "bob@here.example");
  CHECK(parse_expected_recipient("@Here.Example") == "@here.example");
  CHECK(parse_expected_recipient("bob+tag@[192.0.2.1]") == "bob+tag@[192.0.2.1]");
  CHECK(parse_expected_recipient("b\xc3\xb6"
                                 "b@here.example") ==
        "b\xc3\xb6"
        "b@here.example");
}

TEST_CASE("a sender may be the null sender, or anybody") {
  CHECK(parse_expected_sender("") == "");
  CHECK(parse_expected_sender("<>") == "<>");
  CHECK(parse_expected_sender("@Sender.Example") == "@sender.example");
  CHECK_FALSE(parse_expected_recipient("<>").has_value());
  CHECK_FALSE(parse_expected_recipient("").has_value());
}

TEST_CASE("what no envelope can hold is refused, with what would be right") {
  const auto refused = [](const std::string& written, std::string_view why) {
    CAPTURE(written);
    const auto parsed = parse_expected_recipient(written);
    REQUIRE_FALSE(parsed.has_value());
    CHECK(parsed.error().find(why) != std::string::npos);
  };
  refused("here.example", "write an address, or @ before it for all of a domain");
  refused("@here@there.example", "a second '@'");
  refused("bob@", "no domain behind the '@'");
  refused("a@x.example, b@x.example", "write one address");
  refused("a b@x.example", "write one address");
  refused("a@x\n.example", "control character");
  refused("@*.example", "holds a pattern");
  refused("bob@.example", "is no domain");
  refused("bob@-x.example", "is no domain");
  refused("bob@here.example.", "is no domain");
  refused("b\xff@here.example", "no UTF-8");
  refused(std::string(500, 'b') + "@here.example", "longer than 512 bytes");
}

TEST_CASE("words are printable, and not many") {
  CHECK(parse_expected_why(" ticket 4711, M\xc3\xbcller ") == "ticket 4711, M\xc3\xbcller");
  CHECK(parse_expected_why("") == "");
  CHECK_FALSE(parse_expected_why("a\x1b[31m").has_value());
  CHECK_FALSE(parse_expected_why("a\xff").has_value());
  CHECK(parse_expected_why(std::string(200, 'a')).has_value());
  CHECK_FALSE(parse_expected_why(std::string(201, 'a')).has_value());
}

}  // namespace greycache::expectation_test
