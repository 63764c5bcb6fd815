// When pauses end together.
#include "greycache/event/common_end.h"

#include <doctest/doctest.h>

namespace greycache {

using namespace std::chrono_literals;

namespace {

std::chrono::microseconds end_of(std::chrono::microseconds begin, std::chrono::microseconds span) {
  return begin + until_common_end(std::chrono::steady_clock::time_point(begin), span);
}

}  // namespace

TEST_CASE("a pause ends with the nearest quarter of a second of the clock") {
  CHECK(end_of(1s, 1s) == 2s);
  CHECK(end_of(1s + 3ms, 1s) == 2s);
  CHECK(end_of(1s + 124ms, 1s) == 2s);
  CHECK(end_of(1s + 126ms, 1s) == 2250ms);
  CHECK(end_of(1s - 3ms, 250ms) == 1250ms);
  CHECK(end_of(90us, 10s) == 10s);
  CHECK(end_of(1s, 250'001us) == 1250ms);
  CHECK(end_of(2s, 1'126'000us) == 3250ms);
}

TEST_CASE("pauses that began apart by less than half a quarter end together") {
  const auto first = end_of(5s + 1us, 1s);
  for (const auto after : {2us, 17'000us, 124'000us}) CHECK(end_of(5s + after, 1s) == first);
  CHECK(end_of(5s + 30ms, 500ms) == end_of(5s + 250ms, 250ms));
}

TEST_CASE("a shorter pause is as long as it shall be") {
  CHECK(until_common_end({}, 0us) == 0us);
  CHECK(until_common_end({}, -1s) == -1s);
  for (const auto span : {1us, 10'000us, 249'999us}) {
    CHECK(end_of(1s + 77ms, span) == 1s + 77ms + span);
  }
}

TEST_CASE("what begins at its own end again keeps its pace") {
  std::chrono::microseconds at = 3s + 100ms;
  for (int i = 0; i < 100; ++i) at = end_of(at + 700us, 1s);
  CHECK(at == 103s);
}

}  // namespace greycache
