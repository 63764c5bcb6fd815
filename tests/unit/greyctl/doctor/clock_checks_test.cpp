// Clocks that nobody keeps, and that differ.
#include "greyctl/doctor/clock_checks.h"

#include <doctest/doctest.h>

#include "tests/unit/greyctl/doctor/found.h"

namespace greycache::clock_checks_test {

namespace {

constexpr UnixTime kNow = 1'800'000'000;

Findings of(const ClockFacts& clock, Storage storage) {
  Settings settings;
  settings.storage = storage;
  return clock_findings(clock, settings);
}

Findings ahead(Milliseconds::rep milliseconds) {
  return clock_difference_findings("Redis", Milliseconds(milliseconds));
}

}  // namespace

TEST_CASE("a clock that is kept is well") {
  CHECK(is_well(of({true, true, kNow}, Storage::shared)));
}

TEST_CASE("a clock that nobody keeps matters where hosts share a storage") {
  CHECK(found(of({true, false, kNow}, Storage::shared), Severity::warning, "nobody keeps"));
  CHECK(found(of({true, false, kNow}, Storage::embedded), Severity::note, "nobody keeps"));
  CHECK(found(of({false, false, kNow}, Storage::shared), Severity::note, "could not be seen"));
}

TEST_CASE("a clock that shows a time before this program was written") {
  CHECK(found(of({true, true, 1'000'000'000}, Storage::embedded), Severity::error, "years behind"));
}

TEST_CASE("clocks of two hosts may differ by two seconds") {
  CHECK(is_well(ahead(2000)));
  CHECK(is_well(ahead(-2000)));
  CHECK(found(ahead(2001), Severity::warning, "2 s ahead of this host's"));
  CHECK(found(ahead(-60000), Severity::warning, "60 s behind this host's"));
  CHECK(found(ahead(60001), Severity::error, "ahead of"));
}

}  // namespace greycache::clock_checks_test
