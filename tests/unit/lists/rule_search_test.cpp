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
