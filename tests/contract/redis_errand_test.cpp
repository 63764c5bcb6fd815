// Shows what a program that asks Redis once gets where there is none.
#include "greycache/redis/redis_errand.h"

#include <doctest/doctest.h>

#include "tests/contract/redis_harness.h"

namespace greycache {

TEST_CASE("redis errand: without a Redis it has the reason, and an end, each time that it is run") {
  RedisOptions options = test_options();
  options.server.unix_path = "/nonexistent/redis.sock";
  LibeventLoop loop;
  RedisErrand errand(loop, options);
  CommandBuffer ping;
  ping.add({"PING"});
  for (int run = 0; run < 3; ++run) {
    const SteadyTime begin = loop.now();
    const auto replies = errand.run(ping);
    REQUIRE_FALSE(replies.has_value());
    CHECK(replies.error().message.find("/nonexistent/redis.sock") != std::string::npos);
    CHECK(loop.now() - begin < 2 * options.timeout);
  }
}

TEST_CASE("redis errand: a connection that ended is made again") {
  LibeventLoop loop;
  RedisErrand errand(loop, test_options());
  CommandBuffer question;
  question.add({"CLIENT", "ID"});
  REQUIRE(errand.run(question).has_value());
  redis_cli("CLIENT KILL TYPE normal SKIPME yes");
  const auto lost = errand.run(question);
  CHECK((lost.has_value() || lost.error().kind == StoreError::Kind::unavailable));
  CHECK(errand.run(question).has_value());
}

}  // namespace greycache
