// Shows when an organisation's entries count.
#include "greycache/policy/organisation/standing.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "common/keyed_hash.h"

namespace greycache {

namespace {

constexpr std::int64_t kToday = 20'785;

bool good(std::vector<StandingCounts> counts) {
  return in_good_standing(counts, kToday);
}

bool proven(std::vector<StandingCounts> counts) {
  return is_proven(counts, kToday);
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

TEST_CASE("an organisation without history is not proven, and one is that has come back often") {
  static_assert(kProvenReturns == 10);
  CHECK_FALSE(proven({}));
  CHECK_FALSE(proven({{kToday, 9, 9}}));
  CHECK(proven({{kToday, 10, 10}}));
  CHECK(proven({{kToday - 6, 5, 5}, {kToday, 5, 5}}));
  CHECK_FALSE(proven({{kToday - 7, 5, 5}, {kToday, 5, 5}}));
}

TEST_CASE("of a proven organisation one first attempt in twenty may stay away") {
  static_assert(kProvenShare == 20);
  CHECK(proven({{kToday, 40, 38}}));
  CHECK_FALSE(proven({{kToday, 39, 37}}));
  CHECK_FALSE(proven({{kToday, 40, 37}}));
  CHECK_FALSE(proven({{kToday, 11, 10}}));
  CHECK(proven({{kToday, 20, 40}}));
}

TEST_CASE("of units about one in four is watched, the same each time, and others by another key") {
  static_assert(kWatchedShare == 4);
  constexpr std::size_t kUnits = 4000;
  const auto watched_of = [](const HashKey& key) {
    set_hash_key(key);
    std::vector<bool> watched;
    for (std::size_t i = 0; i < kUnits; ++i) {
      watched.push_back(is_watched("pool.example@x" + std::to_string(i) + ".example"));
    }
    return watched;
  };
  const auto watched = watched_of({1, 2});
  CHECK(watched_of({1, 2}) == watched);
  const auto count = std::ranges::count(watched, true);
  CHECK(count > 900);
  CHECK(count < 1100);
  const auto others = watched_of({3, 4});
  int both = 0;
  for (std::size_t i = 0; i < kUnits; ++i) both += watched[i] && others[i] ? 1 : 0;
  CHECK(both > 150);
  CHECK(both < 350);
}

TEST_CASE("hosts that are named as mail servers are counted by a name of their own") {
  CHECK(standing_name_of("isp.example", false) == "isp.example");
  CHECK(standing_name_of("isp.example", true) == "mail:isp.example");
  CHECK(is_of_mail_servers(standing_name_of("isp.example", true)));
  CHECK_FALSE(is_of_mail_servers(standing_name_of("mail.example", false)));
}

TEST_CASE("counters of any size do not run over") {
  constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
  CHECK_FALSE(good({{kToday, kMost, 0}, {kToday, kMost, 0}}));
  CHECK(good({{kToday, kMost, kMost}, {kToday, kMost, kMost}}));
  CHECK(good({{kToday, 0, kMost}}));
  CHECK_FALSE(proven({{kToday, kMost, 0}, {kToday, kMost, 0}}));
  CHECK(proven({{kToday, kMost, kMost}, {kToday, kMost, kMost}}));
}

}  // namespace greycache
