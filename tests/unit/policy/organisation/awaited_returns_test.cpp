// Shows when a first attempt counts against its organisation, and when it does not.
#include "greycache/policy/organisation/awaited_returns.h"

#include <doctest/doctest.h>

namespace greycache::awaited_returns_test {

namespace {

constexpr std::int64_t kDay = 20'785;
constexpr UnixTime kNow = kDay * 86'400 + 3'600;
constexpr UnixTime kOver = kNow + kReturnWindow;
const std::string kOrganisation = "isp.example";

struct Bench {
  StandingBook book;
  AwaitedReturns returns{book};

  // A mail of this number from this sender.
  void first_attempt(std::uint64_t mail, std::uint64_t sender, UnixTime now = kNow) {
    returns.first_attempt(kOrganisation, mail, sender, now);
  }
  void came_back(std::uint64_t mail, std::uint64_t sender, UnixTime now = kNow) {
    returns.came_back(kOrganisation, mail, sender, now);
  }
  bool counted(std::uint64_t first_attempts, std::uint64_t came_back) const {
    const auto days = book.days_of(kOrganisation);
    if (days.empty()) return first_attempts + came_back == 0;
    return days.size() == 1 && days[0] == StandingCounts{kDay, first_attempts, came_back};
  }
};

}  // namespace

TEST_CASE("a first attempt that stays away counts when the window is over") {
  Bench bench;
  bench.first_attempt(1, 11);
  bench.returns.tick(kOver - 1);
  CHECK(bench.counted(0, 0));
  bench.returns.tick(kOver);
  CHECK(bench.counted(1, 0));
  bench.returns.tick(kOver + kReturnWindow);
  CHECK(bench.counted(1, 0));
  CHECK(bench.returns.size() == 0);
}

TEST_CASE("one that comes back counts at once, as both, and not again") {
  Bench bench;
  bench.first_attempt(1, 11);
  bench.came_back(1, 11);
  CHECK(bench.counted(1, 1));
  bench.returns.tick(kOver);
  CHECK(bench.counted(1, 1));
}

TEST_CASE("one that comes back after the window adds its return only") {
  Bench bench;
  bench.first_attempt(1, 11);
  bench.returns.tick(kOver);
  bench.came_back(1, 11, kOver);
  CHECK(bench.counted(1, 1));
}

TEST_CASE("a return of what another host was asked first counts as such") {
  Bench bench;
  bench.came_back(1, 11);
  CHECK(bench.counted(0, 1));
}

TEST_CASE("first attempts of a sender that became known meanwhile count as nothing") {
  Bench bench;
  bench.first_attempt(1, 11);
  bench.first_attempt(2, 11);
  bench.first_attempt(3, 12);
  bench.first_attempt(4, 13);
  bench.came_back(1, 11);
  bench.returns.passed(12);
  bench.returns.tick(kOver);
  CHECK(bench.counted(2, 1));
  // Once nothing of it waits, a sender is a sender like others.
  bench.first_attempt(5, 12);
  bench.returns.tick(kOver + kReturnWindow);
  CHECK(bench.counted(3, 1));
}

TEST_CASE("one mail waits once") {
  Bench bench;
  bench.first_attempt(1, 11);
  bench.first_attempt(1, 11);
  CHECK(bench.returns.size() == 1);
  bench.returns.tick(kOver);
  CHECK(bench.counted(1, 0));
}

TEST_CASE("with too many the oldest counts early") {
  Bench bench;
  for (std::uint64_t i = 1; i <= AwaitedReturns::kMost; ++i) bench.first_attempt(i, i);
  CHECK(bench.counted(0, 0));
  bench.first_attempt(AwaitedReturns::kMost + 1, 1);
  CHECK(bench.counted(1, 0));
  CHECK(bench.returns.size() == AwaitedReturns::kMost);
}

TEST_CASE("one that is let through unseen has come back where it is awaited, and late enough") {
  Bench bench;
  bench.first_attempt(1, 11);
  bench.returns.let_through(kOrganisation, 1, 11, kNow + 301, 300);
  CHECK(bench.counted(1, 1));
  bench.returns.let_through(kOrganisation, 1, 11, kNow + 302, 300);
  CHECK(bench.counted(1, 1));
  bench.returns.let_through(kOrganisation, 2, 12, kNow + 303, 300);
  bench.returns.tick(kOver);
  CHECK(bench.counted(1, 1));
}

TEST_CASE("one that is let through too early counts as neither") {
  Bench bench;
  bench.first_attempt(1, 11);
  bench.returns.let_through(kOrganisation, 1, 11, kNow + 300, 300);
  bench.returns.tick(kOver);
  CHECK(bench.counted(0, 0));
}

}  // namespace greycache::awaited_returns_test
