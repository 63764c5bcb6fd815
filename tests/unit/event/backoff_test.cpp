// The waits between attempts to connect.
#include "greycache/event/backoff.h"
#include "greycache/event/libevent_loop.h"

#include <doctest/doctest.h>

namespace greycache {

TEST_CASE("back-off doubles from 50 ms to 5 s and stays there") {
  Backoff backoff([] { return 0.0; });
  for (const int expected : {25, 50, 100, 200, 400, 800, 1600, 2500, 2500}) {
    CHECK(backoff.next() == Milliseconds(expected));
  }
}

TEST_CASE("back-off adds at most as much again by chance") {
  Backoff backoff([] { return 0.999999; });
  CHECK(backoff.next() == Milliseconds(49));
  CHECK(backoff.next() == Milliseconds(99));
  for (int i = 0; i < 10; ++i) CHECK(backoff.next() < Backoff::kLongest);
}

TEST_CASE("back-off begins anew after a reset") {
  Backoff backoff([] { return 0.0; });
  for (int i = 0; i < 5; ++i) backoff.next();
  backoff.reset();
  CHECK(backoff.next() == Milliseconds(25));
}

TEST_CASE("chance is at least 0, below 1, and not always the same") {
  LibeventLoop loop;
  const RandomUnit random = random_unit(loop);
  const double first = random();
  bool differs = false;
  for (int i = 0; i < 100; ++i) {
    const double value = random();
    CHECK(value >= 0.0);
    CHECK(value < 1.0);
    differs |= value != first;
  }
  CHECK(differs);
}

TEST_CASE("backoff: others begin and end with steps of their own") {
  Backoff backoff([] { return 0.0; }, Milliseconds(200), Milliseconds(1000));
  CHECK(backoff.next() == Milliseconds(100));
  CHECK(backoff.next() == Milliseconds(200));
  CHECK(backoff.next() == Milliseconds(400));
  for (int i = 0; i < 3; ++i) CHECK(backoff.next() == Milliseconds(500));
  backoff.reset();
  CHECK(backoff.next() == Milliseconds(100));
}

}  // namespace greycache
