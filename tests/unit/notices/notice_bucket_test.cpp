// How many mails may leave, and when.
#include "greycache/notices/notice_bucket.h"

#include <doctest/doctest.h>

using namespace greycache;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

using Answer = NoticeBucket::Answer;

constexpr NoticeBucket::Time kStart{hours(7)};

// Takes mails until one is dropped; how many left, the last of which said so.
int emptied(NoticeBucket& bucket, NoticeBucket::Time now) {
  int sent = 0;
  while (true) {
    const Answer answer = bucket.take(now);
    if (answer == Answer::drop) return sent;
    ++sent;
    if (answer == Answer::send_last) CHECK(bucket.take(now) == Answer::drop);
  }
}

}  // namespace

TEST_CASE("five mails leave at first, the fifth says that it is the last") {
  NoticeBucket bucket(kStart);
  for (int mail = 1; mail <= 4; ++mail) CHECK(bucket.take(kStart) == Answer::send);
  CHECK(bucket.take(kStart) == Answer::send_last);
  CHECK(bucket.take(kStart) == Answer::drop);
}

TEST_CASE("an empty bucket lets one more leave after ten minutes, not before") {
  NoticeBucket bucket(kStart);
  emptied(bucket, kStart);
  CHECK(bucket.take(kStart + minutes(10) - seconds(1)) == Answer::drop);
  CHECK(bucket.take(kStart + minutes(10)) == Answer::send_last);
  CHECK(bucket.take(kStart + minutes(10)) == Answer::drop);
  CHECK(bucket.take(kStart + minutes(20) - seconds(1)) == Answer::drop);
  CHECK(bucket.take(kStart + minutes(20)) == Answer::send_last);
}

TEST_CASE("minutes before a mail are not lost") {
  NoticeBucket bucket(kStart);
  CHECK(bucket.take(kStart + minutes(9)) == Answer::send);
  CHECK(emptied(bucket, kStart + minutes(10)) == 5);
}

TEST_CASE("it never holds more than ten") {
  NoticeBucket at(kStart);
  CHECK(emptied(at, kStart + minutes(50)) == 10);
  NoticeBucket before(kStart);
  CHECK(emptied(before, kStart + minutes(50) - seconds(1)) == 9);
  NoticeBucket long_after(kStart);
  CHECK(emptied(long_after, kStart + hours(24 * 365)) == 10);
}
