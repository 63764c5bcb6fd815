// The counts of crowded sources: how long they hold, and how many.
#include "greycache/server/crowded_tallies.h"

#include <doctest/doctest.h>

namespace greycache {

namespace {

Tally waiting(std::int64_t connect) {
  Tally tally;
  tally.connect = connect;
  return tally;
}

TEST_CASE("a tally holds for two seconds") {
  CrowdedTallies tallies;
  tallies.keep("203.0.113.9", waiting(2001), 1000);
  CHECK(tallies.find("203.0.113.9", 1000)->connect == 2001);
  CHECK(tallies.find("203.0.113.9", 1001));
  CHECK_FALSE(tallies.find("203.0.113.9", 1002));
  CHECK_FALSE(tallies.find("203.0.113.9", 999));
  CHECK_FALSE(tallies.find("203.0.113.8", 1000));
}

TEST_CASE("a newer tally replaces the older one") {
  CrowdedTallies tallies;
  tallies.keep("203.0.113.9", waiting(1), 1000);
  tallies.keep("203.0.113.9", waiting(2), 1001);
  CHECK(tallies.find("203.0.113.9", 1002)->connect == 2);
}

TEST_CASE("the number of tallies is bounded") {
  CrowdedTallies tallies;
  for (std::size_t i = 0; i < CrowdedTallies::kMost; ++i) {
    tallies.keep(std::to_string(i), waiting(1), 1000);
  }
  CHECK(tallies.find("0", 1000));
  tallies.keep("one more", waiting(1), 1000);
  CHECK_FALSE(tallies.find("0", 1000));
  CHECK(tallies.find("one more", 1000));
}

}  // namespace

}  // namespace greycache
