// Sessions end by themselves, and there are never too many.
#include "greyweb/account/sessions.h"

#include <doctest/doctest.h>

namespace greycache::web {

TEST_CASE("a session ends when it was idle for long, or is old") {
  Sessions sessions;
  const Session session = sessions.begin("a", "h", 1000);
  CHECK(sessions.find(session.id, 1000 + Sessions::kIdle));
  CHECK(sessions.find(session.id, 1000 + 2 * Sessions::kIdle));
  CHECK_FALSE(sessions.find(session.id, 1001 + 3 * Sessions::kIdle));
  CHECK_FALSE(sessions.find(session.id, 1000));

  const Session busy = sessions.begin("a", "h", 0);
  UnixTime now = 0;
  for (; now <= Sessions::kLongest; now += 600) CHECK(sessions.find(busy.id, now));
  CHECK_FALSE(sessions.find(busy.id, now));
}

TEST_CASE("a page that refreshes itself keeps no session alive") {
  Sessions sessions;
  const Session session = sessions.begin("a", "h", 1000);
  for (UnixTime now = 1000; now <= 1000 + Sessions::kIdle; now += 15) {
    CHECK(sessions.find(session.id, now, Sessions::Seen::no));
  }
  CHECK_FALSE(sessions.find(session.id, 1001 + Sessions::kIdle));
}

TEST_CASE("a clock that was set back prolongs no session for long") {
  Sessions sessions;
  const Session session = sessions.begin("a", "h", 100'000);
  CHECK(sessions.find(session.id, 100'000 - 60));
  const Session other = sessions.begin("a", "h", 100'000);
  CHECK_FALSE(sessions.find(other.id, 100'000 - Sessions::kIdle - 1));
}

TEST_CASE("each session has an id and a token of its own") {
  Sessions sessions;
  const Session one = sessions.begin("a", "h", 0);
  const Session other = sessions.begin("a", "h", 0);
  CHECK(one.id != other.id);
  CHECK(one.csrf != other.csrf);
  CHECK(one.id != one.csrf);
  sessions.end(one.id);
  CHECK_FALSE(sessions.find(one.id, 0));
  CHECK(sessions.find(other.id, 0));
}

TEST_CASE("one account never fills the table, nor do all of them") {
  Sessions sessions;
  const Session other = sessions.begin("other", "h", 0);
  const Session first = sessions.begin("a", "h", 0);
  for (std::size_t i = 0; i < Sessions::kMostOfAccount; ++i) sessions.begin("a", "h", 1);
  CHECK(sessions.find(other.id, 1));
  CHECK_FALSE(sessions.find(first.id, 1));
  for (std::size_t i = 0; i < Sessions::kMost; ++i) {
    sessions.begin("user" + std::to_string(i), "h", 1);
  }
  CHECK(sessions.size() == Sessions::kMost);
}

}  // namespace greycache::web
