// A day of minutes.
#include "greycache/panel/minute_figures.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

namespace greycache::minute_figures_test {

namespace {

constexpr UnixTime kNow = 1'760'000'040;  // the first second of a minute

nlohmann::json told(const MinuteFigures& minutes, UnixTime now) {
  return nlohmann::json::parse(minutes.json(now));
}

}  // namespace

TEST_CASE("what was counted since the last call belongs to the minute of the call") {
  MinuteFigures minutes;
  Statistics counted;
  counted.count(Outcome::fresh);
  minutes.take(counted, kNow);
  counted.count(Outcome::fresh);
  counted.count(Outcome::fresh);
  counted.count(Outcome::early);
  counted.count(Outcome::whitelisted);
  counted.count(Outcome::not_applicable);
  minutes.take(counted, kNow + 1);
  counted.count(Outcome::reconnect);
  minutes.take(counted, kNow + 60);
  const auto day = told(minutes, kNow + 61);
  REQUIRE(day["passed"].size() == MinuteFigures::kMinutes);
  CHECK(day["start"] == kNow - 1438 * 60);
  CHECK(day["first_attempts"][1438] == 3);
  CHECK(day["deferred"][1438] == 4);
  CHECK(day["passed"][1438] == 1);
  CHECK(day["passed"][1439] == 1);
  CHECK(day["deferred"][1439] == 0);
}

TEST_CASE("after a day a minute is another, and minutes without a call are empty") {
  MinuteFigures minutes;
  Statistics counted;
  minutes.take(counted, kNow);
  counted.count(Outcome::fresh);
  minutes.take(counted, kNow);
  CHECK(told(minutes, kNow + 1439 * 60)["first_attempts"][0] == 1);
  CHECK(told(minutes, kNow + 1440 * 60)["first_attempts"][0] == 0);
  counted.count(Outcome::fresh);
  minutes.take(counted, kNow + 1441 * 60);
  const auto day = told(minutes, kNow + 1441 * 60);
  CHECK(day["first_attempts"][1439] == 1);
  CHECK(day["first_attempts"][1438] == 0);
  CHECK(day["first_attempts"][0] == 0);
}

TEST_CASE("a counter that begins anew and a clock that is set back count nothing wrong") {
  MinuteFigures minutes;
  Statistics counted;
  for (int i = 0; i < 5; ++i) counted.count(Outcome::fresh);
  minutes.take(counted, kNow);
  minutes.take(Statistics{}, kNow + 1);
  CHECK(told(minutes, kNow)["first_attempts"][1439] == 5);
  minutes.take(Statistics{}, kNow - 3 * 86400);
  CHECK(told(minutes, kNow)["first_attempts"][1439] == 0);
}

}  // namespace greycache::minute_figures_test
