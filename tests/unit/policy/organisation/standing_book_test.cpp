// Shows what is counted for organisations, and how counts of several processes come together.
#include "greycache/policy/organisation/standing_book.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <limits>
#include <vector>

namespace greycache::standing_book_test {

namespace {

constexpr std::int64_t kDay = 20'785;
constexpr UnixTime kNow = kDay * 86'400 + 3'600;
constexpr UnixTime kTomorrow = kNow + 86'400;
const std::string kOrganisation = "isp.example";

void count(StandingBook& book, int first_attempts, int came_back, UnixTime now = kNow) {
  for (int i = 0; i < first_attempts; ++i) book.first_attempt(kOrganisation, now);
  for (int i = 0; i < came_back; ++i) book.came_back(kOrganisation, now);
}

StandingRow row(const std::string& host, std::int64_t day, std::uint64_t first,
                std::uint64_t back) {
  return {kOrganisation, host, {day, first, back}};
}

}  // namespace

TEST_CASE("who was never heard of is in good standing, and is not remembered for the question") {
  StandingBook book;
  CHECK(book.good("new.example", kNow));
  CHECK(book.organisations() == 0);
}

TEST_CASE("a standing is lost beyond the slack, and comes back with who comes back") {
  StandingBook book;
  count(book, static_cast<int>(kStandingSlack), 0);
  CHECK(book.good(kOrganisation, kNow));
  count(book, 1, 0);
  CHECK_FALSE(book.good(kOrganisation, kNow));
  CHECK(book.good("other.example", kNow));
  count(book, 0, 1);
  CHECK(book.good(kOrganisation, kNow));
}

TEST_CASE("an organisation is proven by who comes back, and no longer when others stay away") {
  StandingBook book;
  CHECK_FALSE(book.proven(kOrganisation, kNow));
  const int enough = static_cast<int>(kProvenReturns);
  count(book, enough, enough);
  CHECK(book.proven(kOrganisation, kNow));
  CHECK(book.proven(kOrganisation, kNow + (kStandingDays - 1) * 86'400));
  CHECK_FALSE(book.proven(kOrganisation, kNow + kStandingDays * 86'400));
  CHECK_FALSE(book.proven("other.example", kNow));
  count(book, 2, 0);
  CHECK_FALSE(book.proven(kOrganisation, kNow));
  CHECK(book.good(kOrganisation, kNow));
}

TEST_CASE("a standing that was lost comes back when its days are over") {
  StandingBook book;
  count(book, 50, 0);
  CHECK_FALSE(book.good(kOrganisation, kNow + (kStandingDays - 1) * 86'400));
  CHECK(book.good(kOrganisation, kNow + kStandingDays * 86'400));
}

TEST_CASE("rows of this process are given once a change, with the whole count of their day") {
  StandingBook book;
  count(book, 2, 1);
  CHECK(book.take_changes() == std::vector<StandingRow>{row("", kDay, 2, 1)});
  CHECK(book.take_changes().empty());
  count(book, 1, 0);
  count(book, 1, 0, kTomorrow);
  CHECK(book.take_changes() ==
        std::vector<StandingRow>{row("", kDay, 3, 1), row("", kDay + 1, 1, 0)});
}

TEST_CASE("what others counted is added, however often it comes and in whatever order") {
  StandingBook book;
  count(book, 2, 0);
  book.merge(row("mx2/1", kDay, 2, 0));
  CHECK_FALSE(book.good(kOrganisation, kNow));
  book.merge(row("mx2/1", kDay, 5, 4));
  book.merge(row("mx2/1", kDay, 2, 0));
  book.merge(row("mx2/1", kDay, 5, 4));
  CHECK(book.good(kOrganisation, kNow));
  CHECK(book.days_of(kOrganisation) == std::vector<StandingCounts>{{kDay, 7, 4}});
  book.merge(row("mx2/2", kDay, 10, 0));
  CHECK_FALSE(book.good(kOrganisation, kNow));
  CHECK(book.days_of(kOrganisation) == std::vector<StandingCounts>{{kDay, 17, 4}});
}

TEST_CASE("what others counted is not given on as this process's") {
  StandingBook book;
  book.merge(row("mx2/1", kDay, 5, 4));
  CHECK(book.take_changes().empty());
}

TEST_CASE("a row that names no host, or no organisation, is left out") {
  StandingBook book;
  book.merge(row("", kDay, 50, 0));
  book.merge({"", "mx2/1", {kDay, 50, 0}});
  book.merge({"a b", "mx2/1", {kDay, 50, 0}});
  book.merge({std::string("a\0b", 3), "mx2/1", {kDay, 50, 0}});
  book.merge({std::string(1024, 'a'), "mx2/1", {kDay, 50, 0}});
  CHECK(book.organisations() == 0);
}

TEST_CASE("counters at the end of their range add up without harm") {
  StandingBook book;
  const auto most = std::numeric_limits<std::uint64_t>::max();
  book.merge(row("mx2/1", kDay, most, 0));
  book.merge(row("mx3/1", kDay, most, 0));
  CHECK_FALSE(book.good(kOrganisation, kNow));
}

TEST_CASE("of one organisation the latest rows are kept") {
  StandingBook book;
  const auto most = static_cast<std::int64_t>(StandingBook::kMostRows);
  for (std::int64_t i = 0; i < most; ++i) book.merge(row("mx2/1", kDay - i, 1, 1));
  book.merge(row("mx2/2", kDay, 7, 1));
  book.merge(row("mx2/3", kDay - most - 9, 7, 1));
  const auto days = book.days_of(kOrganisation);
  REQUIRE(days.size() == StandingBook::kMostRows - 1);
  CHECK(days.front().day == kDay - most + 2);
  CHECK(days.back() == StandingCounts{kDay, 8, 2});
  // Its own counts have a place in any case.
  for (std::int64_t i = 0; i < most; ++i) book.merge(row("mx4/1", kDay + 100 + i, 0, 0));
  count(book, 1, 0);
  CHECK(book.take_changes() == std::vector<StandingRow>{row("", kDay, 1, 0)});
}

TEST_CASE("the organisation that was used least recently is forgotten for a new one") {
  StandingBook book;
  count(book, 50, 0);
  book.first_attempt("second.example", kNow);
  for (std::size_t i = 2; i < StandingBook::kMostOrganisations; ++i) {
    book.first_attempt(fmt::format("o{}.example", i), kNow);
  }
  CHECK_FALSE(book.good(kOrganisation, kNow));
  book.first_attempt("one-more.example", kNow);
  CHECK(book.organisations() == StandingBook::kMostOrganisations);
  CHECK_FALSE(book.good(kOrganisation, kNow));
  CHECK(book.days_of("second.example").empty());
  CHECK(book.take_changes().size() == StandingBook::kMostOrganisations);
}

}  // namespace greycache::standing_book_test
