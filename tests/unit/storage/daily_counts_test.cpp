// What is answered counts for the day on which it was, and is written whole.
#include "greycache/storage/daily_counts.h"

#include <doctest/doctest.h>

namespace greycache::daily_counts_test {

namespace {

constexpr std::int64_t kToday = 20'000;

using Rows = std::vector<MailCount>;
using Totals = std::vector<DailyCounts::Total>;

Rows counted(DailyCounts& counts, const Totals& totals, std::int64_t day = kToday) {
  counts.count(totals, day);
  return counts.take_changes("mx1/1");
}

}  // namespace

TEST_CASE("what came before the first look is not counted") {
  DailyCounts counts;
  CHECK(counted(counts, {{"new", 7}}).empty());
  CHECK(counted(counts, {{"new", 9}}) == Rows{{kToday, "mx1/1", "new", 2}});
}

TEST_CASE("a row has its whole count, and is written when it has changed") {
  DailyCounts counts;
  counts.count(Totals{{"new", 0}, {"early", 0}}, kToday);
  CHECK(counted(counts, {{"new", 2}, {"early", 1}}) ==
        Rows{{kToday, "mx1/1", "early", 1}, {kToday, "mx1/1", "new", 2}});
  CHECK(counted(counts, {{"new", 2}, {"early", 1}}).empty());
  CHECK(counted(counts, {{"new", 5}, {"early", 1}}) == Rows{{kToday, "mx1/1", "new", 5}});
}

TEST_CASE("each day has counts of its own") {
  DailyCounts counts;
  counts.count(Totals{{"new", 0}}, kToday);
  CHECK(counted(counts, {{"new", 2}}) == Rows{{kToday, "mx1/1", "new", 2}});
  CHECK(counted(counts, {{"new", 5}}, kToday + 1) == Rows{{kToday + 1, "mx1/1", "new", 3}});
}

TEST_CASE("what could not be written comes again, also days after, but not for ever") {
  DailyCounts counts;
  counts.count(Totals{{"new", 0}}, kToday);
  const Rows rows = counted(counts, {{"new", 2}});
  counts.put_back(rows);
  CHECK(counted(counts, {{"new", 3}}, kToday + 1) ==
        Rows{{kToday, "mx1/1", "new", 2}, {kToday + 1, "mx1/1", "new", 1}});
  counts.put_back(rows);
  CHECK(counted(counts, {{"new", 3}}, kToday + DailyCounts::kWaitingDays) == rows);
  counts.put_back(rows);
  CHECK(counted(counts, {{"new", 3}}, kToday + DailyCounts::kWaitingDays + 1).empty());
}

TEST_CASE("a clock that is set back over midnight goes on with the count of that day") {
  DailyCounts counts;
  counts.count(Totals{{"new", 0}}, kToday);
  CHECK(counted(counts, {{"new", 2}}) == Rows{{kToday, "mx1/1", "new", 2}});
  CHECK(counted(counts, {{"new", 3}}, kToday + 1) == Rows{{kToday + 1, "mx1/1", "new", 1}});
  CHECK(counted(counts, {{"new", 4}}) == Rows{{kToday, "mx1/1", "new", 3}});
}

}  // namespace greycache::daily_counts_test
