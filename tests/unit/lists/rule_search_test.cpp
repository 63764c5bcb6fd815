// Where a rule of discrimination stands.
#include "greycache/config/lists/rule_search.h"

#include <doctest/doctest.h>

#include "greycache/policy/lists/discrimination.h"
#include "tests/unit/temporary_directory.h"

using namespace greycache;

namespace {

constexpr const char* kRules =
    "# a comment\n"
    "\n"
    "helo_name =~ ^a\n"
    "  *** \n"
    "nonsense\n"
    "helo_name =~ ^b  # the third\n";

}  // namespace

TEST_CASE("a rule is found by the number that the decision gives it") {
  const TemporaryDirectory place;
  place.write("discrimination.regexp", kRules);
  ListComplaints complaints("discrimination.regexp");
  const Discrimination rules = Discrimination::parse(kRules, complaints);
  PolicyRequest request;
  request.parse("helo_name=b\n\n");
  const auto number = rules.first_match(request);
  REQUIRE(number.has_value());
  CHECK(rule_line(place.path(), *number) == "discrimination.regexp:6: helo_name =~ ^b");
  CHECK(rule_line(place.path(), 1) == "discrimination.regexp:3: helo_name =~ ^a");
}

TEST_CASE("a rule that is not there, and a file that is not, are none") {
  const TemporaryDirectory place;
  CHECK_FALSE(rule_line(place.path(), 1).has_value());
  place.write("discrimination.regexp", kRules);
  CHECK_FALSE(rule_line(place.path(), 4).has_value());
  CHECK_FALSE(rule_line(place.path(), 0).has_value());
}

TEST_CASE("a rule is shown as it stands in its file, with its backslashes") {
  const TemporaryDirectory place;
  place.write("discrimination.regexp", "client_name =~ \\.example$\n");
  CHECK(rule_line(place.path(), 1) == "discrimination.regexp:1: client_name =~ \\.example$");
}

TEST_CASE("of a file that holds one pattern the line is told that counts") {
  const TemporaryDirectory place;
  CHECK_FALSE(listed_pattern(place.path(), "dyn_fqdn.regexp").has_value());
  place.write("dyn_fqdn.regexp", "# of ours\n^old\n\n^dsl\\.\n");
  const auto line = listed_pattern(place.path(), "dyn_fqdn.regexp");
  REQUIRE(line.has_value());
  CHECK(line->shown() == "dyn_fqdn.regexp:4: ^dsl\\.");
  place.write("smtp_server.regexp", "# nothing\n");
  CHECK_FALSE(listed_pattern(place.path(), "smtp_server.regexp").has_value());
}
