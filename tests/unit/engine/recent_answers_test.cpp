// Shows how long an answer stands for the mail that it was given to.
#include "greycache/engine/recent_answers.h"

#include <doctest/doctest.h>

#include <string>

namespace greycache::recent_answers_test {

namespace {

constexpr UnixTime kNow = 1'760'000'000;

std::uint64_t mail(RecentAnswers& recent, const std::string& instance, const std::string& sender,
                   const std::string& recipient) {
  const std::string text =
      "instance=" + instance + "\nsender=" + sender + "\nrecipient=" + recipient + "\n\n";
  PolicyRequest request;
  request.parse(text);
  return recent.mail_of(request);
}

bool stands(RecentAnswers& recent, Outcome outcome, UnixTime reconnect_delay, UnixTime age) {
  const std::uint64_t one = mail(recent, "1." + std::to_string(age), "a@b", "c@d");
  recent.remember(one, {outcome, {}, 0}, true, kNow);
  return recent.find(one, reconnect_delay, kNow + age).has_value();
}

}  // namespace

TEST_CASE("a mail is named by instance, sender and recipient together") {
  RecentAnswers recent;
  const std::uint64_t one = mail(recent, "1.2", "a@b", "c@d");
  CHECK(one == mail(recent, "1.2", "a@b", "c@d"));
  CHECK(one != mail(recent, "1.3", "a@b", "c@d"));
  CHECK(one != mail(recent, "1.2", "a@x", "c@d"));
  CHECK(one != mail(recent, "1.2", "a@b", "x@d"));
  CHECK(one != mail(recent, "1.2a", "@b", "c@d"));
  CHECK(mail(recent, "", "a@b", "c@d") == 0);
}

TEST_CASE("requests without an instance are never taken for one mail") {
  RecentAnswers recent;
  recent.remember(0, {Outcome::fresh, {}, 0}, true, kNow);
  CHECK_FALSE(recent.find(0, 300, kNow));
}

TEST_CASE("an answer is remembered as it was given, and another only where it was sent") {
  RecentAnswers recent;
  recent.remember(7, {Outcome::reconnect, 3, 301}, true, kNow);
  recent.remember(7, {Outcome::fresh, {}, 0}, false, kNow);
  auto found = recent.find(7, 300, kNow);
  REQUIRE(found);
  CHECK(found->outcome == Outcome::reconnect);
  CHECK(found->rule == 3);
  CHECK(found->delay == 301);
  recent.remember(7, {Outcome::fresh, {}, 0}, true, kNow);
  CHECK(recent.find(7, 300, kNow)->outcome == Outcome::fresh);
}

TEST_CASE("a deferral stands for a minute, or for the delay where that is shorter") {
  RecentAnswers recent;
  for (const Outcome outcome : {Outcome::fresh, Outcome::early, Outcome::throttled}) {
    CHECK(stands(recent, outcome, 300, 60));
    CHECK_FALSE(stands(recent, outcome, 300, 61));
    CHECK(stands(recent, outcome, 3, 3));
    CHECK_FALSE(stands(recent, outcome, 3, 4));
  }
}

TEST_CASE("a mail that may pass may do so until the end of its message") {
  RecentAnswers recent;
  for (const Outcome outcome : {Outcome::reconnect, Outcome::from_awl, Outcome::in_doubt}) {
    CHECK(stands(recent, outcome, 300, 3600));
    CHECK_FALSE(stands(recent, outcome, 300, 3601));
  }
}

TEST_CASE("an answer from the future, of a clock that was set back, does not stand") {
  RecentAnswers recent;
  recent.remember(7, {Outcome::from_awl, {}, 0}, true, kNow);
  CHECK_FALSE(recent.find(7, 300, kNow - 1));
}

TEST_CASE("the oldest answer is forgotten when one more than the bound is remembered") {
  RecentAnswers recent;
  for (std::uint64_t i = 1; i <= RecentAnswers::kMost; ++i) {
    recent.remember(i, {Outcome::fresh, {}, 0}, true, kNow);
  }
  CHECK(recent.find(1, 300, kNow));
  recent.remember(RecentAnswers::kMost + 1, {Outcome::fresh, {}, 0}, true, kNow);
  CHECK_FALSE(recent.find(1, 300, kNow));
  CHECK(recent.find(2, 300, kNow));
  CHECK(recent.find(RecentAnswers::kMost + 1, 300, kNow));
}

}  // namespace greycache::recent_answers_test
