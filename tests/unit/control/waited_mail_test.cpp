// Rows as mails, and what became of them.
#include "greycache/control/waited_mail.h"

#include <doctest/doctest.h>

namespace greycache::waited_mail_test {

namespace {

constexpr UnixTime kFirst = 1'000'000;

HistoryRow row(const char* reference, const char* outcome, UnixTime at, UnixTime delay = 0) {
  HistoryRow row;
  row.reference = reference;
  row.outcome = outcome;
  row.at = at;
  row.delay = delay;
  return row;
}

Became became(std::vector<HistoryRow> rows, UnixTime now) {
  const auto mails = mails_of(std::move(rows), Rules{}, now);
  REQUIRE(mails.size() == 1);
  return mails.front().became;
}

}  // namespace

TEST_CASE("the attempts of one mail are one story, the oldest first") {
  const auto mails = mails_of({row("B", "new", 50), row("A", "reconnect", 400, 390),
                               row("A", "early", 20, 10), row("A", "new", 10)},
                              Rules{}, 500);
  REQUIRE(mails.size() == 2);
  CHECK(mails[0].last().reference == "B");
  CHECK(mails[1].attempts.size() == 3);
  CHECK(mails[1].attempts[0].outcome == "new");
  CHECK(mails[1].attempts[2].outcome == "reconnect");
  CHECK(mails[1].became == Became::passed);
}

TEST_CASE("of one second the first attempt comes first") {
  const auto mails = mails_of({row("A", "early", 10), row("A", "new", 10)}, Rules{}, 20);
  CHECK(mails[0].attempts[0].outcome == "new");
}

TEST_CASE("what happened in one second is told in the order in which it happened") {
  const auto mails =
      mails_of({row("B", "new", 10), row("C", "reconnect", 10, 5), row("C", "early", 10, 3),
                row("C", "early", 10, 2), row("C", "new", 10), row("A", "new", 10)},
               Rules{}, 20);
  REQUIRE(mails.size() == 3);
  CHECK(mails[0].last().reference == "A");
  CHECK(mails[1].last().reference == "C");
  CHECK(mails[2].last().reference == "B");
  const auto& attempts = mails[1].attempts;
  REQUIRE(attempts.size() == 4);
  CHECK(attempts[0].outcome == "new");
  CHECK(attempts[1].delay == 2);
  CHECK(attempts[2].delay == 3);
  CHECK(attempts[3].outcome == "reconnect");
}

TEST_CASE("a return is the last of its second, in whatever order a store has them") {
  const auto mails = mails_of(
      {row("A", "early", 10, 3), row("A", "reconnect", 10, 5), row("A", "new", 10)}, Rules{}, 20);
  CHECK(mails[0].became == Became::passed);
}

TEST_CASE("a first attempt waits until max_connect_age is over, then it never came back") {
  const Rules rules;
  const std::vector<HistoryRow> rows{row("A", "new", kFirst)};
  CHECK(became(rows, kFirst) == Became::waits);
  CHECK(became(rows, kFirst + rules.max_connect_age) == Became::waits);
  CHECK(became(rows, kFirst + rules.max_connect_age + 1) == Became::never);
}

TEST_CASE("an early retry counts from its first attempt, which the history need not have") {
  const Rules rules;
  const std::vector<HistoryRow> rows{row("A", "early", kFirst + 60, 60)};
  CHECK(became(rows, kFirst + rules.max_connect_age) == Became::waits);
  CHECK(became(rows, kFirst + rules.max_connect_age + 1) == Became::never);
}

TEST_CASE("a mail that passed and begins anew waits anew") {
  CHECK(became({row("A", "new", 10), row("A", "reconnect", 400, 390), row("A", "new", kFirst)},
               kFirst + 1) == Became::waits);
}

TEST_CASE("what was throttled is not remembered") {
  CHECK(became({row("A", "throttled", kFirst)}, kFirst + 1) == Became::throttled);
}

TEST_CASE("an outcome that is not known lets pass, as later versions may have more of them") {
  CHECK(became({row("A", "new", 10), row("A", "expected", 20)}, 30) == Became::passed);
}

TEST_CASE("without references mails are told by their names") {
  HistoryRow one = row("", "new", 10);
  one.sender = "a@x";
  one.recipient = "b@y";
  HistoryRow other = one;
  other.recipient = "c@y";
  CHECK(mails_of({one, other, one}, Rules{}, 20).size() == 2);
}

}  // namespace greycache::waited_mail_test
