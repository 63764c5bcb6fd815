// What organisations' standing goes by is written for the others, and read from them.
#include "greycache/storage/standing_exchange.h"

#include <doctest/doctest.h>

#include "tests/unit/storage/opt_bench.h"

namespace greycache::standing_exchange_test {

namespace {

constexpr UnixTime kNow = 1'760'000'000;
const std::int64_t kToday = standing_day(kNow);

struct Exchanged : OptBench<> {
  bool up = true;
  UnixTime now = kNow;
  BackgroundJobs jobs;
  StandingBook book;
  StandingExchange exchange{loop,
                            worker,
                            book,
                            {std::chrono::milliseconds(1), "mx1.example/1"},
                            [this] { return now; },
                            [this] { return up; },
                            jobs};

  // Turns the loop until others' rows were read twice more.
  bool read_twice_more() {
    const int before = store.standing_readings;
    return turn_until([&] { return store.standing_readings >= before + 2; });
  }
  void turn_a_while() {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(30);
    turn_until([&] { return std::chrono::steady_clock::now() > end; });
  }
  void write(const StandingRow& row) { (void)store.merge_standings({&row, 1}); }
};

StandingRow others(const std::string& organisation, std::uint64_t first_attempts,
                   std::int64_t day = kToday) {
  return {organisation, "mx2.example/9", {day, first_attempts, 0}};
}

}  // namespace

TEST_CASE("nothing is exchanged unless it is wanted") {
  Exchanged bench;
  bench.book.first_attempt("a.example", kNow);
  bench.turn_a_while();
  CHECK(bench.store.standing_merges == 0);
  CHECK(bench.store.standing_readings == 0);
  bench.exchange.set_wanted(true);
  REQUIRE(bench.turn_until([&] { return bench.store.standing_merges > 0; }));
  REQUIRE(bench.turn_until([&] { return bench.exchange.idle(); }));
  bench.exchange.set_wanted(false);
  const int readings = bench.store.standing_readings;
  bench.turn_a_while();
  CHECK(bench.store.standing_readings <= readings + 1);
}

TEST_CASE("what was counted here is written under the name of this process, whole and once") {
  Exchanged bench;
  bench.exchange.set_wanted(true);
  bench.book.first_attempt("a.example", kNow);
  bench.book.first_attempt("a.example", kNow);
  bench.book.came_back("a.example", kNow);
  REQUIRE(bench.read_twice_more());
  CHECK(bench.store.standings() ==
        std::vector<StandingRow>{{"a.example", "mx1.example/1", {kToday, 2, 1}}});
  const int merges = bench.store.standing_merges;
  REQUIRE(bench.read_twice_more());
  CHECK(bench.store.standing_merges == merges);
  bench.book.first_attempt("a.example", kNow);
  REQUIRE(bench.turn_until([&] { return bench.store.standing_merges > merges; }));
  REQUIRE(bench.turn_until([&] { return bench.exchange.idle(); }));
  CHECK(bench.store.standings().front().counts.first_attempts == 3);
}

TEST_CASE(
    "what others counted is known here, and what this process wrote is not taken for theirs") {
  Exchanged bench;
  bench.write(others("bad.example", 100));
  bench.exchange.set_wanted(true);
  CHECK(bench.book.good("bad.example", kNow));
  REQUIRE(bench.turn_until([&] { return !bench.book.good("bad.example", kNow); }));
  bench.write({"own.example", "mx1.example/1", {kToday, 100, 0}});
  bench.write(others("worse.example", 100));
  REQUIRE(bench.turn_until([&] { return !bench.book.good("worse.example", kNow); }));
  CHECK(bench.book.good("own.example", kNow));
}

TEST_CASE("a name of whatever bytes is written encoded, once, and is the same for the others") {
  const std::string utf8 = "m\xc3\xbcller.example";
  const std::string odd = "100%25.example";
  std::string longest;
  while (longest.size() + 2 <= 255) longest += "\xc3\xbc";
  Exchanged bench;
  bench.exchange.set_wanted(true);
  REQUIRE(bench.read_twice_more());
  // Put back, twice and more.
  bench.store.away = true;
  for (const std::string& name : {utf8, odd, longest}) bench.book.first_attempt(name, kNow);
  REQUIRE(bench.turn_until([&] { return bench.jobs.of(BackgroundJob::standing).failures >= 3; }));
  bench.store.away = false;
  REQUIRE(bench.turn_until([&] { return bench.store.standings().size() == 3; }));
  REQUIRE(bench.turn_until([&] { return bench.exchange.idle(); }));
  Exchanged other;
  for (StandingRow row : bench.store.standings()) {
    CHECK(is_sound(row));
    CHECK(row.organisation.find("%2525") ==
          (row.organisation.starts_with("100") ? 3 : row.organisation.npos));
    row.host = "mx2.example/9";
    row.counts.first_attempts = 50;
    other.write(row);
  }
  other.exchange.set_wanted(true);
  REQUIRE(other.read_twice_more());
  for (const std::string& name : {utf8, odd, longest}) CHECK_FALSE(other.book.good(name, kNow));
}

TEST_CASE("days that count no longer are not read, and after a month they go") {
  Exchanged bench;
  bench.write(others("a.example", 100, kToday - kStandingDays - 1));
  bench.write(others("b.example", 100, kToday - StandingExchange::kKeptDays));
  bench.write(others("c.example", 100, kToday - StandingExchange::kKeptDays - 1));
  bench.exchange.set_wanted(true);
  REQUIRE(bench.read_twice_more());
  CHECK(bench.book.organisations() == 0);
  CHECK(bench.store.standings().size() == 2);
  bench.now += 86'400;
  REQUIRE(bench.turn_until([&] { return bench.store.standings().size() == 1; }));
}

TEST_CASE("what could not be written is written once the store is back, and told of once") {
  Exchanged bench;
  bench.exchange.set_wanted(true);
  REQUIRE(bench.read_twice_more());
  bench.store.away = true;
  bench.book.first_attempt("a.example", kNow);
  REQUIRE(bench.turn_until([&] { return bench.jobs.of(BackgroundJob::standing).failures >= 2; }));
  CHECK(bench.jobs.of(BackgroundJob::standing).failing);
  bench.book.first_attempt("a.example", kNow);
  bench.store.away = false;
  REQUIRE(bench.turn_until([&] { return !bench.store.standings().empty(); }));
  REQUIRE(bench.turn_until([&] { return bench.exchange.idle(); }));
  CHECK(bench.store.standings().front().counts.first_attempts == 2);
  CHECK_FALSE(bench.jobs.of(BackgroundJob::standing).failing);
}

TEST_CASE("while the store is away it is not asked, and that is no failure of this job") {
  Exchanged bench;
  bench.up = false;
  bench.book.first_attempt("a.example", kNow);
  bench.exchange.set_wanted(true);
  bench.turn_a_while();
  CHECK(bench.store.standing_merges == 0);
  CHECK(bench.jobs.of(BackgroundJob::standing).failures == 0);
  CHECK_FALSE(bench.exchange.idle());
  bench.up = true;
  REQUIRE(bench.turn_until([&] { return bench.exchange.idle(); }));
  CHECK(bench.store.standings().size() == 1);
}

TEST_CASE(
    "what cannot be cleaned does not keep from writing and reading, and is not tried at once") {
  Exchanged bench;
  bench.store.standing_expiry_refused = true;
  bench.write(others("bad.example", 100));
  bench.exchange.set_wanted(true);
  REQUIRE(bench.turn_until([&] { return !bench.book.good("bad.example", kNow); }));
  CHECK(bench.jobs.of(BackgroundJob::standing).failing);
  bench.book.first_attempt("a.example", kNow);
  REQUIRE(bench.turn_until([&] { return bench.exchange.idle(); }));
  bench.write(others("worse.example", 100));
  REQUIRE(bench.turn_until([&] { return !bench.book.good("worse.example", kNow); }));
  CHECK(bench.jobs.of(BackgroundJob::standing).failing);
  CHECK(bench.jobs.of(BackgroundJob::standing).failures == 1);
  bench.store.standing_expiry_refused = false;
  REQUIRE(bench.turn_until([&] { return !bench.jobs.of(BackgroundJob::standing).failing; }));
}

TEST_CASE("a store that goes on from elsewhere is cleaned anew") {
  Exchanged bench;
  bench.store.set_history("one/1");
  bench.exchange.set_wanted(true);
  REQUIRE(bench.read_twice_more());
  CHECK(bench.store.standing_expiries == 1);
  bench.store.set_history("one/2");
  REQUIRE(bench.read_twice_more());
  REQUIRE(bench.turn_until([&] { return bench.store.standing_expiries == 2; }));
  REQUIRE(bench.read_twice_more());
  CHECK(bench.store.standing_expiries == 2);
}

TEST_CASE("a store that takes nothing for now is read, loses no counts, and gets them later") {
  Exchanged bench;
  bench.exchange.set_wanted(true);
  REQUIRE(bench.read_twice_more());
  bench.write(others("bad.example", 100));
  bench.store.read_only = true;
  bench.book.first_attempt("a.example", kNow);
  REQUIRE(bench.turn_until([&] { return !bench.book.good("bad.example", kNow); }));
  REQUIRE(bench.turn_until([&] { return bench.jobs.of(BackgroundJob::standing).failures >= 2; }));
  bench.store.read_only = false;
  REQUIRE(bench.turn_until([&] { return bench.exchange.idle(); }));
  CHECK(bench.store.standings().size() == 2);
  CHECK_FALSE(bench.jobs.of(BackgroundJob::standing).failing);
}

TEST_CASE("a process that ends writes what it has at once") {
  Exchanged bench;
  StandingExchange slow(
      bench.loop, bench.worker, bench.book, {std::chrono::milliseconds(60'000), "mx1.example/2"},
      [] { return kNow; }, [] { return true; }, bench.jobs);
  slow.set_wanted(true);
  REQUIRE(bench.turn_until([&] { return slow.idle(); }));
  bench.book.first_attempt("a.example", kNow);
  slow.hurry();
  CHECK_FALSE(slow.idle());
  REQUIRE(bench.turn_until([&] { return slow.idle(); }));
  CHECK(bench.store.standings().size() == 1);
}

TEST_CASE("more rows than one job takes are written by several") {
  Exchanged bench;
  for (std::size_t i = 0; i < 2 * StandingExchange::kPage + 1; ++i) {
    bench.book.first_attempt("o" + std::to_string(i) + ".example", kNow);
  }
  bench.exchange.set_wanted(true);
  REQUIRE(bench.turn_until(
      [&] { return bench.store.standings().size() == 2 * StandingExchange::kPage + 1; }));
  CHECK(bench.store.standing_merges >= 3);
}

namespace {

// An exchange that writes what was answered, too.
struct Answered : Exchanged {
  std::int64_t answers = 7;  // before it began
  StandingExchange both{loop,
                        worker,
                        book,
                        {std::chrono::milliseconds(1), "mx1.example/2",
                         [this] {
                           return std::vector<DailyCounts::Total>{{"new", answers}};
                         }},
                        [this] { return now; },
                        [this] { return up; },
                        jobs};

  std::vector<MailCount> written() {
    REQUIRE(turn_until([&] { return both.idle(); }));
    return store.mail_counts();
  }
};

}  // namespace

TEST_CASE("what was answered is written whether or not standing is wanted") {
  for (const bool wanted : {false, true}) {
    Answered bench;
    bench.both.set_wanted(wanted);
    CHECK(bench.written().empty());
    bench.answers = 10;
    REQUIRE(bench.turn_until([&] { return !bench.store.mail_counts().empty(); }));
    CHECK(bench.written() == std::vector<MailCount>{{kToday, "mx1.example/2", "new", 3}});
    bench.answers = 11;
    bench.both.hurry();
    CHECK(bench.written().front().mails == 4);
    CHECK((bench.store.standing_readings > 0) == wanted);
  }
}

TEST_CASE("counts that a store refuses keep nobody's standing from being known") {
  Answered bench;
  bench.both.set_wanted(true);
  CHECK(bench.written().empty());
  bench.store.mail_counts_refused = true;
  bench.answers = 9;
  REQUIRE(bench.turn_until([&] { return bench.jobs.of(BackgroundJob::standing).failures >= 2; }));
  bench.write(others("bad.example", 100));
  REQUIRE(bench.turn_until([&] { return !bench.book.good("bad.example", kNow); }));
  bench.store.mail_counts_refused = false;
  REQUIRE(bench.turn_until([&] { return !bench.store.mail_counts().empty(); }));
  CHECK(bench.written().front().mails == 2);
}

TEST_CASE("what was answered while the store was away is written once it is back") {
  Answered bench;
  bench.both.set_wanted(false);
  CHECK(bench.written().empty());
  bench.store.away = true;
  bench.answers = 9;
  REQUIRE(bench.turn_until([&] { return bench.jobs.of(BackgroundJob::standing).failures >= 2; }));
  bench.store.away = false;
  REQUIRE(bench.turn_until([&] { return !bench.store.mail_counts().empty(); }));
  CHECK(bench.written().front().mails == 2);
}

}  // namespace greycache::standing_exchange_test
