// The times that the load generator reports.
#include "load/histogram.h"

#include <doctest/doctest.h>

using greycache::Histogram;

TEST_CASE("an empty histogram has no times") {
  CHECK(Histogram().quantile(0.99) == 0);
}

TEST_CASE("quantiles count from below and include the one they name") {
  Histogram histogram;
  for (std::uint64_t value = 1; value <= 100; ++value) histogram.add(value);
  CHECK(histogram.quantile(0) == 1);
  CHECK(histogram.quantile(0.5) == 50);
  CHECK(histogram.quantile(0.99) == 99);
  CHECK(histogram.quantile(1) == 100);
}

TEST_CASE("times of any length are at most 1.6 % too long, never too short") {
  for (std::uint64_t value = 1; value < 1'000'000'000'000; value = value * 9 / 8 + 1) {
    Histogram histogram;
    histogram.add(value);
    histogram.add(2'000'000'000'000);
    const auto found = static_cast<double>(histogram.quantile(0.5));
    CHECK(found >= static_cast<double>(value));
    CHECK(found <= static_cast<double>(value) * 1.016);
  }
}

TEST_CASE("the longest time is exact, also where no bucket is long enough") {
  Histogram histogram;
  histogram.add(5'000'000'000'007);
  CHECK(histogram.longest() == 5'000'000'000'007);
  CHECK(histogram.count() == 1);
}
