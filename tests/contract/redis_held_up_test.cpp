// The hot store in a process that was held up, by its host or a debugger, for longer than it waits.
#include <doctest/doctest.h>

#include <chrono>
#include <thread>

#include "tests/contract/redis_harness.h"
#include "tests/contract/redis_source.h"

namespace greycache::redis_held_up_test {

using namespace std::chrono_literals;

TEST_CASE("redis held up: an answer that came meanwhile counts") {
  ReadyRedis redis;
  redis.fill(kSrc, {connect_at(kNow)});
  REQUIRE(redis.look_up(kAlice)->whole());
  // The question is sent, the answer comes after 100 ms, and is seen after more than the 250 that
  // it is waited for.
  Timer holds_up(redis.loop(), [] { std::this_thread::sleep_for(400ms); });
  redis_cli("CLIENT PAUSE 100 ALL");
  holds_up.start(20ms);
  const auto found = redis.look_up(kAlice);
  REQUIRE_MESSAGE(found.has_value(), redis.told().back());
  CHECK(found->whole());
  CHECK(redis.told().size() == 1);
}

TEST_CASE("redis held up: where no answer has come the connection is lost") {
  ReadyRedis redis;
  Timer holds_up(redis.loop(), [] { std::this_thread::sleep_for(400ms); });
  redis_cli("CLIENT PAUSE 2000 ALL");
  holds_up.start(20ms);
  CHECK_FALSE(redis.look_up(kAlice).has_value());
}

}  // namespace greycache::redis_held_up_test
