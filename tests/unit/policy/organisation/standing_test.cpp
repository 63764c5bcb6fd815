// Shows when an organisation's entries count.
#include "greycache/policy/organisation/standing.h"

#include <doctest/doctest.h>

#include <limits>
#include <vector>

namespace greycache {

namespace {

constexpr std::int64_t kToday = 20'785;

bool good(std::vector<StandingCounts> counts) {
  return in_good_standing(counts, kToday);
}

}  // namespace

TEST_CASE("an organisation without history is in good standing") {
  CHECK(good({}));
  CHECK(good({{kToday, 0, 0}}));
}

TEST_CASE("as many may be missing as the slack says") {
  static_assert(kStandingSlack == 3);
  CHECK(good({{kToday, 2, 0}}));
  CHECK(good({{kToday, 3, 0}}));
  CHECK_FALSE(good({{kToday, 4, 0}}));
}

TEST_CASE("a standing is lost where fewer come back than stay away, less the slack") {
  CHECK(good({{kToday, 100, 50}}));
  CHECK(good({{kToday, 103, 50}}));
  CHECK_FALSE(good({{kToday, 104, 50}}));
  CHECK(good({{kToday, 100, 100}}));
}

TEST_CASE("hosts and days are added up") {
  CHECK_FALSE(good({{kToday, 3, 0}, {kToday, 3, 0}}));
  CHECK(good({{kToday, 3, 0}, {kToday, 3, 2}}));
  CHECK_FALSE(good({{kToday - 3, 10, 0}, {kToday, 10, 8}}));
  CHECK(good({{kToday - 3, 10, 0}, {kToday, 10, 9}}));
}

TEST_CASE("only the last days count") {
  static_assert(kStandingDays == 7);
  CHECK_FALSE(good({{kToday - 6, 50, 0}}));
  CHECK(good({{kToday - 7, 50, 0}}));
  CHECK(good({{std::numeric_limits<std::int64_t>::min(), 50, 0}}));
}

TEST_CASE("a host whose day has begun already counts, a day that is far off does not") {
  CHECK_FALSE(good({{kToday + 1, 50, 0}}));
  CHECK(good({{kToday + 2, 50, 0}}));
  CHECK(good({{std::numeric_limits<std::int64_t>::max(), 50, 0}}));
}

TEST_CASE("more may come back than came first, as those of the days before") {
  CHECK(good({{kToday - 7, 50, 0}, {kToday, 1, 40}}));
}

TEST_CASE("counters of any size do not run over") {
  constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
  CHECK_FALSE(good({{kToday, kMost, 0}, {kToday, kMost, 0}}));
  CHECK(good({{kToday, kMost, kMost}, {kToday, kMost, kMost}}));
  CHECK(good({{kToday, 0, kMost}}));
}

}  // namespace greycache
