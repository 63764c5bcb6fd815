// What the administrator is told, and how often.
#include "greycache/notices/notices.h"

#include <doctest/doctest.h>

#include <vector>

#include "tests/unit/kept_log.h"

namespace greycache::notices_test {

using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

using Kind = Notices::Kind;

struct Bench {
  Notices::Time now{std::chrono::hours(7)};
  std::vector<Notice> sent;
  Notices notices{now, [this](const Notice& notice) { sent.push_back(notice); }};

  void redis(bool good, const std::string& reason = "no answer") {
    notices.look(Kind::store, "Redis", good, good ? "" : reason, now);
  }
  // Lets time pass and checks; how many mails left.
  std::size_t after(milliseconds span) {
    const std::size_t before = sent.size();
    now += span;
    notices.check(now);
    return sent.size() - before;
  }
};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("what is good and stays good is not told") {
  Bench bench;
  bench.redis(true);
  CHECK(bench.after(seconds(60)) == 0);
}

TEST_CASE("a loss is told once it has settled, with its reason, and only once") {
  Bench bench;
  bench.redis(false);
  CHECK(bench.after(milliseconds(4999)) == 0);
  CHECK(bench.after(milliseconds(1)) == 1);
  CHECK(bench.sent[0].subject == "Redis is lost");
  CHECK(contains(bench.sent[0].body, "no answer"));
  bench.redis(false, "another reason");
  CHECK(bench.after(seconds(3600)) == 0);
}

TEST_CASE("a job that fails is told, and that it succeeds again") {
  Bench bench;
  bench.notices.look(Kind::job, "cleaning", false, "permission denied", bench.now);
  CHECK(bench.after(seconds(5)) == 1);
  CHECK(bench.sent[0].subject == "cleaning fails");
  CHECK(contains(bench.sent[0].body, "permission denied"));
  bench.notices.look(Kind::job, "cleaning", true, "", bench.now);
  CHECK(bench.after(seconds(5)) == 1);
  CHECK(bench.sent[1].subject == "cleaning succeeds again");
}

TEST_CASE("the end of an outage is told, too") {
  Bench bench;
  bench.redis(false);
  bench.after(seconds(5));
  bench.redis(true);
  CHECK(bench.after(milliseconds(4999)) == 0);
  CHECK(bench.after(milliseconds(1)) == 1);
  CHECK(bench.sent[1].subject == "Redis can be used again");
  CHECK_FALSE(contains(bench.sent[1].body, "no answer"));
}

TEST_CASE("what comes and goes within seconds is one mail") {
  Bench bench;
  for (int flap = 0; flap < 4; ++flap) {
    bench.redis(flap % 2 == 1);
    CHECK(bench.after(seconds(1)) == 0);
  }
  CHECK(bench.after(seconds(1)) == 1);
  CHECK(bench.sent[0].subject == "Redis was lost for a moment");
  CHECK(contains(bench.sent[0].body, "no answer"));
}

TEST_CASE("what is bad and comes back for a moment is no news") {
  Bench bench;
  bench.redis(false);
  bench.after(seconds(5));
  bench.redis(true);
  bench.after(seconds(1));
  bench.redis(false);
  CHECK(bench.after(seconds(60)) == 0);
  bench.redis(true);
  CHECK(bench.after(seconds(5)) == 1);
  CHECK(bench.sent[1].subject == "Redis can be used again");
}

TEST_CASE("a change that flaps for ever empties the bucket, and the last mail says so") {
  Bench bench;
  const KeptLog log;
  std::size_t mails = 0;
  for (int i = 0; i < 20; ++i) {
    bench.redis(i % 2 == 1);
    mails += bench.after(seconds(5));
  }
  CHECK(mails == 5);
  CHECK(log.lines().size() == 15);
  CHECK(contains(bench.sent[4].subject, "no more mail for now"));
  CHECK_FALSE(contains(bench.sent[3].subject, "no more mail for now"));
}

TEST_CASE("each thing is told in words of its kind") {
  Bench bench;
  bench.notices.look(Kind::journal, "journal", false, "disk full", bench.now);
  bench.notices.look(Kind::list, "/etc/x.local", false, "Permission denied", bench.now);
  bench.notices.look(Kind::journal_size, "the size of the journal", false, "", bench.now);
  CHECK(bench.after(seconds(5)) == 3);
  CHECK(bench.sent[0].subject == "/etc/x.local cannot be read");
  CHECK(bench.sent[1].subject == "journal cannot be written");
  CHECK(bench.sent[2].subject == "the size of the journal is beyond half of journal_max");
}

}  // namespace greycache::notices_test
