// Replies go to the batch that asked for them.
#include "greycache/redis/wire/redis_session.h"

#include <doctest/doctest.h>

namespace greycache {

namespace {

const SteadyTime kStart{};

RedisBatch::Done nobody() {
  return [](StoreResult<std::span<const RedisReply>>) {};
}

SteadyTime at(int milliseconds) {
  return kStart + std::chrono::milliseconds(milliseconds);
}

}  // namespace

TEST_CASE("a batch is answered when its last reply is there") {
  RedisSession session;
  session.expect(2, at(100), nobody());
  session.expect(1, at(100), nobody());
  CHECK(session.receive("+a\r\n").has_value());
  CHECK_FALSE(session.take_answered().has_value());
  CHECK(session.receive("+b\r\n+c").has_value());
  auto batch = session.take_answered();
  REQUIRE(batch.has_value());
  REQUIRE(batch->replies.size() == 2);
  CHECK(batch->replies[0].text == "a");
  CHECK(batch->replies[1].text == "b");
  CHECK_FALSE(session.take_answered().has_value());
  CHECK(session.receive("\r\n").has_value());
  batch = session.take_answered();
  REQUIRE(batch.has_value());
  CHECK(batch->replies[0].text == "c");
  CHECK(session.idle());
}

TEST_CASE("replies of several batches may come at once") {
  RedisSession session;
  for (int i = 0; i < 3; ++i) session.expect(1, at(100), nobody());
  CHECK(session.receive(":0\r\n:1\r\n:2\r\n").has_value());
  for (int i = 0; i < 3; ++i) {
    const auto batch = session.take_answered();
    REQUIRE(batch.has_value());
    CHECK(batch->replies[0].integer == i);
  }
}

TEST_CASE("an error reply is a reply") {
  RedisSession session;
  session.expect(1, at(100), nobody());
  CHECK(session.receive("-OOM\r\n").has_value());
  CHECK(session.take_answered()->replies[0].is_error());
}

TEST_CASE("an answer that nobody asked for ends the session") {
  RedisSession session;
  CHECK_FALSE(session.receive("+OK\r\n").has_value());
  RedisSession another;
  another.expect(1, at(100), nobody());
  CHECK_FALSE(another.receive("+OK\r\n+OK\r\n").has_value());
}

TEST_CASE("bytes that are no reply end the session") {
  RedisSession session;
  session.expect(1, at(100), nobody());
  CHECK_FALSE(session.receive("SSH-2.0\r\n").has_value());
}

TEST_CASE("the earliest deadline counts, whichever batch has it") {
  RedisSession session;
  CHECK_FALSE(session.next_deadline().has_value());
  session.expect(1, at(300), nobody());
  session.expect(1, at(200), nobody());
  CHECK(session.next_deadline() == at(200));
  CHECK(session.receive(":1\r\n").has_value());
  session.take_answered();
  CHECK(session.next_deadline() == at(200));
}

TEST_CASE("what is not answered can be taken to be told so") {
  RedisSession session;
  session.expect(1, at(1), nobody());
  session.expect(3, at(2), nobody());
  CHECK(session.receive(":1\r\n").has_value());
  const auto batches = session.take_all();
  REQUIRE(batches.size() == 2);
  CHECK(batches[1].commands == 3);
  CHECK(session.idle());
  CHECK_FALSE(session.take_answered().has_value());
}

}  // namespace greycache
