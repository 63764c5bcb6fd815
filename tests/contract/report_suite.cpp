// What a report sums up is the same on every storage.
#include "tests/contract/report_suite.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "common/text.h"
#include "tests/contract/history_lines.h"
#include "tests/contract/persistent_store_suite.h"

namespace greycache {

namespace {

constexpr UnixTime kHour = 3600;
constexpr UnixTime kDay = 86400;
// A noon, so that a test of some hours has all its rows on one day.
constexpr UnixTime kTime = 1'790'000'000 / kDay * kDay + kDay / 2;

// One mail; its attempts.
struct Mail {
  std::string reference;
  std::string sender = "alice@sender.example";
  std::string recipient = "bob@customer.example";
  std::string src = "192.0.2.1";
  std::string organisation{};
  std::string mx = "mx1.example";

  HistoryRow row(const char* outcome, UnixTime at, UnixTime delay = 0) const {
    HistoryRow row;
    row.at = at;
    row.delay = delay;
    row.mx = mx;
    row.reference = reference;
    row.outcome = outcome;
    row.client_address = src;
    row.client_name = "unknown";
    row.helo_name = "mail.sender.example";
    row.sender = sender;
    row.recipient = recipient;
    row.src = src;
    row.organisation = organisation;
    return row;
  }
};

ReportQuestion question(ReportBy by = ReportBy::organisation) {
  return {.since = kTime, .now = kTime + kDay, .max_connect_age = 12 * kHour, .by = by};
}

void write(const std::vector<HistoryRow>& rows) {
  const auto history = fresh_history();
  REQUIRE_STORED(history->write(lines_of(rows)));
}

std::vector<HostOutcome> hosts_of(const ReportQuestion& asked) {
  const auto rows = report_of_history()->hosts(asked);
  REQUIRE_STORED(rows);
  return *rows;
}

MailGroups mails_of(const ReportQuestion& asked) {
  const auto mails = report_of_history()->mails(asked);
  REQUIRE_STORED(mails);
  return *mails;
}

std::vector<LongWait> waits_of(const ReportQuestion& asked) {
  const auto waits = report_of_history()->waits(asked);
  REQUIRE_STORED(waits);
  return *waits;
}

void check_counts(const MailCounts& mails, std::int64_t waited, std::int64_t came_back,
                  std::int64_t never, std::int64_t waits) {
  CHECK(mails.waited == waited);
  CHECK(mails.came_back == came_back);
  CHECK(mails.never == never);
  CHECK(mails.waits == waits);
}

}  // namespace

TEST_CASE("a history without rows makes an empty report") {
  write({});
  CHECK(hosts_of(question()).empty());
  CHECK(mails_of(question()).groups.empty());
  check_counts(mails_of(question()).all, 0, 0, 0, 0);
  CHECK(waits_of(question()).empty());
}

TEST_CASE("rows are counted by host, outcome and delay, those before the report are not") {
  const Mail a{"A"};
  const Mail b{.reference = "B", .mx = "mx2.example"};
  write({a.row("new", kTime - 1), a.row("new", kTime), a.row("new", kTime + 5),
         a.row("reconnect", kTime + 400, 310), b.row("reconnect", kTime + 410, 310),
         b.row("reconnect", kTime + 420, 310), b.row("early", kTime + 30, 30)});
  const auto rows = hosts_of(question());
  REQUIRE(rows.size() == 4);
  const auto is = [](const HostOutcome& row, const char* mx, const char* outcome, UnixTime delay,
                     std::int64_t count, UnixTime first_at) {
    CHECK(row.mx == mx);
    CHECK(row.outcome == outcome);
    CHECK(row.delay == delay);
    CHECK(row.rows == count);
    CHECK(row.first_at == first_at);
  };
  is(rows[0], "mx1.example", "new", 0, 2, kTime);
  is(rows[1], "mx1.example", "reconnect", 310, 1, kTime + 400);
  is(rows[2], "mx2.example", "early", 0, 1, kTime + 30);
  is(rows[3], "mx2.example", "reconnect", 310, 2, kTime + 410);
}

TEST_CASE("long delays are rounded up, to minutes and to hours") {
  const Mail mail{"A"};
  std::vector<HistoryRow> rows;
  for (const UnixTime delay : {599L, 600L, 601L, 86399L, 86400L, 86401L}) {
    rows.push_back(mail.row("reconnect", kTime, delay));
  }
  write(rows);
  std::vector<UnixTime> delays;
  for (const HostOutcome& row : hosts_of(question())) delays.push_back(row.delay);
  CHECK(delays == std::vector<UnixTime>{599, 600, 660, 86400, 90000});
}

TEST_CASE("a mail counts once however often it tried, and by what became of it") {
  const Mail passed{"A", "a@one.example"};
  const Mail gone{.reference = "B", .sender = "b@two.example", .src = "192.0.2.2"};
  const Mail young{.reference = "C", .sender = "c@three.example", .src = "192.0.2.3"};
  write({passed.row("new", kTime), passed.row("early", kTime + 60, 60),
         passed.row("reconnect", kTime + 400, 400), gone.row("new", kTime),
         gone.row("new", kTime + 10), young.row("new", kTime + 20 * kHour)});
  const MailGroups mails = mails_of(question());
  check_counts(mails.all, 3, 1, 1, 1);
  CHECK(mails.number == 1);
  REQUIRE(mails.groups.size() == 1);
  CHECK(mails.groups[0].name.empty());
  CHECK(mails.groups[0].delay == 400);
  CHECK(mails.groups[0].longest == 400);
}

TEST_CASE("a mail that was expected at its first attempt has not waited") {
  const Mail expected{.reference = "A", .sender = "a@one.example", .organisation = "one.example"};
  const Mail twice{.reference = "B", .sender = "b@two.example", .src = "192.0.2.2"};
  const Mail released{.reference = "C", .sender = "c@three.example", .src = "192.0.2.3"};
  write({expected.row("expected", kTime), twice.row("expected", kTime),
         twice.row("expected", kTime + 5000), released.row("new", kTime),
         released.row("expected", kTime + 90)});
  const MailGroups mails = mails_of(question());
  check_counts(mails.all, 1, 1, 0, 0);
  CHECK(mails.all.at_once == 2);
  CHECK(mails.number == 1);
  REQUIRE(mails.groups.size() == 1);
  CHECK(mails.groups[0].delay == 90);
  const auto waits = waits_of(question());
  REQUIRE(waits.size() == 1);
  CHECK(waits[0].last.reference == "C");
  CHECK(waits[0].waited == 90);
}

TEST_CASE("where all mail was expected nobody waited, and it is counted") {
  const Mail expected{"A"};
  write({expected.row("expected", kTime)});
  CHECK(mails_of(question()).groups.empty());
  CHECK(mails_of(question()).number == 0);
  CHECK(mails_of(question()).all.at_once == 1);
  CHECK(waits_of(question()).empty());
}

TEST_CASE("a wait is over max_connect_age after its first attempt, as an early retry tells it") {
  const UnixTime end = question().now - question().max_connect_age;
  const Mail old{"A", "a@one.example"};
  const Mail young{"B", "b@two.example"};
  const Mail early{"C", "c@three.example"};
  write({old.row("new", end - 1), young.row("new", end), early.row("early", end + 10, 11)});
  check_counts(mails_of(question()).all, 3, 0, 2, 1);
}

TEST_CASE("who may have passed as known is not counted as stopped") {
  const Mail passed{.reference = "A", .sender = "a@one.example", .organisation = "pool.example"};
  const Mail other{.reference = "B",
                   .sender = "b@one.example",
                   .src = "192.0.2.2",
                   .organisation = "pool.example"};
  const Mail elsewhere{.reference = "C", .sender = "b@one.example", .src = "192.0.2.2"};
  const Mail domain{.reference = "D", .sender = "a@two.example", .organisation = "pool.example"};
  write({passed.row("new", kTime), passed.row("reconnect", kTime + 400, 400),
         other.row("new", kTime), elsewhere.row("new", kTime), domain.row("new", kTime)});
  check_counts(mails_of(question()).all, 4, 1, 2, 0);
}

TEST_CASE("mails are sorted by organisation, sender's domain and recipient's domain") {
  const Mail a{"A", "a@one.example", "x@here.example", "192.0.2.1", "pool.example"};
  const Mail b{"B", "b@x@one.example", "y@there.example", "192.0.2.2", "other.example"};
  const Mail c{"C", "", "z@there.example", "192.0.2.3", ""};
  write({a.row("new", kTime), a.row("reconnect", kTime + 400, 400), b.row("new", kTime),
         b.row("reconnect", kTime + 900, 900), c.row("new", kTime)});
  const auto names = [](ReportBy by) {
    std::vector<std::string> found;
    for (const MailGroup& group : mails_of(question(by)).groups) found.push_back(group.name);
    return found;
  };
  CHECK(names(ReportBy::organisation) ==
        std::vector<std::string>{"other.example", "pool.example", ""});
  CHECK(names(ReportBy::sender_domain) == std::vector<std::string>{"one.example", ""});
  CHECK(names(ReportBy::recipient_domain) ==
        std::vector<std::string>{"there.example", "here.example"});
  const MailGroup first = mails_of(question(ReportBy::sender_domain)).groups.front();
  check_counts(first.mails, 2, 2, 0, 0);
  CHECK(first.delay == 1300);
  CHECK(first.longest == 900);
}

TEST_CASE("no more groups than are wanted, but all of them in the sums") {
  std::vector<HistoryRow> rows;
  for (int i = 0; i < 30; ++i) {
    Mail mail{.reference = "R" + std::to_string(i), .organisation = std::to_string(i) + ".example"};
    rows.push_back(mail.row("new", kTime));
  }
  write(rows);
  const MailGroups mails = mails_of(question());
  CHECK(mails.groups.size() == 20);
  CHECK(mails.number == 30);
  CHECK(mails.all.waited == 30);
}

TEST_CASE("the longest waits come first, with where and by whom they were tried last") {
  const Mail slow{"SLOW", "a@one.example"};
  const Mail quick{"QUICK", "b@one.example"};
  Mail pool{.reference = "POOL", .sender = "", .organisation = "pool.example"};
  std::vector<HistoryRow> rows{slow.row("new", kTime), slow.row("reconnect", kTime + 7200, 7200),
                               quick.row("new", kTime), quick.row("reconnect", kTime + 310, 310)};
  for (int i = 0; i < 4; ++i) {
    pool.src = "198.51.100." + std::to_string(i);
    pool.mx = i == 3 ? "mx2.example" : "mx1.example";
    rows.push_back(pool.row(i == 2 ? "throttled" : "new", kTime + i * kHour));
  }
  write(rows);
  const auto waits = waits_of(question());
  REQUIRE(waits.size() == 3);
  CHECK(waits[0].last.reference == "POOL");
  CHECK(waits[0].last.mx == "mx2.example");
  CHECK(waits[0].last.client_address == "198.51.100.3");
  CHECK(waits[0].last.sender.empty());
  CHECK(waits[0].last.recipient == "bob@customer.example");
  CHECK(waits[0].last.src == "198.51.100.3");
  CHECK(waits[0].last.organisation == "pool.example");
  CHECK(waits[0].last.at == kTime + 3 * kHour);
  CHECK(waits[0].began == kTime);
  CHECK(waits[0].waited == 3 * kHour);
  CHECK_FALSE(waits[0].passed);
  CHECK(waits[0].attempts == 4);
  CHECK(waits[0].first_attempts == 3);
  CHECK(waits[0].throttled == 1);
  CHECK(waits[0].sources == 4);
  CHECK(waits[1].last.reference == "SLOW");
  CHECK(waits[1].passed);
  CHECK(waits[1].waited == 7200);
  CHECK(waits[1].sources == 1);
  CHECK(waits[2].waited == 310);
}

TEST_CASE("who tried once, or once a day, does not wait") {
  const Mail once{"A"};
  const Mail daily{"B", "b@one.example"};
  write(
      {once.row("new", kTime), daily.row("new", kTime), daily.row("new", kTime + 12 * kHour + 1)});
  CHECK(waits_of(question()).empty());
  write({daily.row("new", kTime), daily.row("new", kTime + 12 * kHour)});
  CHECK(waits_of(question()).size() == 1);
}

TEST_CASE("a mail that passed waited since its own first attempt, not since an older one's") {
  const Mail mail{"A"};
  write({mail.row("new", kTime), mail.row("new", kTime + 40 * kHour),
         mail.row("reconnect", kTime + 40 * kHour + 500, 500)});
  const auto waits = waits_of(question());
  REQUIRE(waits.size() == 1);
  CHECK(waits[0].waited == 500);
}

TEST_CASE("of many waits the longest ten") {
  std::vector<HistoryRow> rows;
  for (int i = 0; i < 15; ++i) {
    const Mail mail{.reference = "R" + std::to_string(i)};
    rows.push_back(mail.row("new", kTime));
    rows.push_back(mail.row("reconnect", kTime + 1000 + i, 1000 + i));
  }
  write(rows);
  const auto waits = waits_of(question());
  REQUIRE(waits.size() == 10);
  CHECK(waits.front().waited == 1014);
  CHECK(waits.back().waited == 1005);
}

TEST_CASE("names that would end a text of JSON or SQL are only names") {
  const Mail odd{"A", "a\"'\\,[]$@odd.example"};
  write({odd.row("new", kTime), odd.row("reconnect", kTime + 400, 400)});
  CHECK(mails_of(question(ReportBy::sender_domain)).groups.front().name == "odd.example");
  const auto waits = waits_of(question());
  REQUIRE(waits.size() == 1);
  CHECK(percent_decoded(waits[0].last.sender) == odd.sender);
}

}  // namespace greycache
