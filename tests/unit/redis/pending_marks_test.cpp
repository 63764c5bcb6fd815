// Markers that wait for the first entry of their source, and how long.
#include "greycache/redis/pending_marks.h"

#include <doctest/doctest.h>

namespace greycache::pending_marks_test {

namespace {

constexpr SteadyTime kNow{std::chrono::hours(1)};

}  // namespace

TEST_CASE("pending marks: one is taken once, with the time of its filling") {
  PendingMarks marks;
  CHECK(marks.add("a", {5, Ages{}}, kNow));
  CHECK(marks.find("a"));
  CHECK(marks.take("a") == Marker{5, Ages{}});
  CHECK_FALSE(marks.find("a"));
  CHECK_FALSE(marks.take("a").has_value());
}

TEST_CASE("pending marks: one is due at the second look-up after it") {
  PendingMarks marks;
  marks.add("a", {5, Ages{}}, kNow);
  CHECK(marks.next_turn(kNow).empty());
  marks.add("b", {6, Ages{}}, kNow);
  CHECK(marks.next_turn(kNow) == std::vector<PendingMarks::Mark>{{"a", {5, Ages{}}}});
  CHECK_FALSE(marks.find("a"));
  CHECK(marks.next_turn(kNow) == std::vector<PendingMarks::Mark>{{"b", {6, Ages{}}}});
  CHECK(marks.next_turn(kNow).empty());
}

TEST_CASE("pending marks: one that has waited for long is gone, not due") {
  PendingMarks marks;
  marks.add("a", {5, Ages{}}, kNow);
  marks.add("b", {6, Ages{}}, kNow + std::chrono::milliseconds(1));
  CHECK(marks.next_turn(kNow + PendingMarks::kLongest - std::chrono::milliseconds(1)).empty());
  CHECK(marks.find("a"));
  CHECK(marks.next_turn(kNow + PendingMarks::kLongest) ==
        std::vector<PendingMarks::Mark>{{"b", {6, Ages{}}}});
  CHECK_FALSE(marks.find("a"));
}

TEST_CASE("pending marks: there is room for so many, and always for one that waits already") {
  PendingMarks marks;
  for (std::size_t i = 0; i < PendingMarks::kLimit; ++i)
    CHECK(marks.add(std::to_string(i), {1, Ages{}}, kNow));
  CHECK_FALSE(marks.add("one more", {1, Ages{}}, kNow));
  CHECK(marks.add("0", {2, Ages{}}, kNow));
  CHECK(marks.take("0") == Marker{2, Ages{}});
  CHECK(marks.add("one more", {1, Ages{}}, kNow));
  marks.clear();
  CHECK_FALSE(marks.find("one more"));
}

}  // namespace greycache::pending_marks_test
