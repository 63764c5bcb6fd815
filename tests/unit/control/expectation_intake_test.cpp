// Which expectations of a slice are taken at, below and above the bound.
#include "greycache/control/expectation_intake.h"

#include <doctest/doctest.h>

namespace greycache::expectation_intake_test {

namespace {

constexpr UnixTime kTime = 1'760'000'000;

Expectation row(const std::string& recipient, UnixTime made_at = kTime) {
  return {recipient, "", kTime + 3600, made_at, kTime + 3600, false, ""};
}

using Lines = std::vector<std::size_t>;

}  // namespace

TEST_CASE("expectations are taken until the known and the new names are as many as may be") {
  Expectations known;
  REQUIRE(known.merge(row("a@here.example")));
  const ExpectationLines lines{{1, row("b@here.example")}, {4, row("c@here.example")}};
  CHECK(admitted(&known, lines, 4).without_room.empty());
  CHECK(admitted(&known, lines, 3).without_room.empty());
  const auto some = admitted(&known, lines, 2);
  CHECK(some.rows == std::vector<Expectation>{row("b@here.example")});
  CHECK(some.taken == 1);
  CHECK(some.without_room == Lines{4});
  CHECK(admitted(&known, lines, 1).without_room == Lines{1, 4});
}

TEST_CASE("an expectation of names that are known, or stand in the slice, takes no room") {
  Expectations known;
  REQUIRE(known.merge(row("a@here.example")));
  const ExpectationLines lines{{1, row("b@here.example")},
                               {2, row("c@here.example")},
                               {3, row("a@here.example", kTime + 1)},
                               {4, row("b@here.example", kTime + 2)}};
  const auto result = admitted(&known, lines, 2);
  CHECK(result.without_room == Lines{2});
  CHECK(result.taken == 3);
  CHECK(result.rows == std::vector<Expectation>{row("a@here.example", kTime + 1),
                                                row("b@here.example", kTime + 2)});
}

TEST_CASE("where nothing is known as many are taken as may be held") {
  const ExpectationLines lines{{1, row("a@here.example")}, {2, row("b@here.example")}};
  CHECK(admitted(nullptr, lines).rows.size() == 2);
  CHECK(admitted(nullptr, lines, 1).without_room == Lines{2});
}

}  // namespace greycache::expectation_intake_test
