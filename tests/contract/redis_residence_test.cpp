// Which sources count as resident in Redis, and what takes that from them: a loss, a disbelief, an
// odd value.
#include <doctest/doctest.h>

#include <array>
#include <string>

#include "tests/contract/redis_source.h"

namespace greycache {

TEST_CASE("redis: what one host does not believe any more is not resident for any other") {
  ReadyRedis redis;
  RedisHarness other;
  other.run_until_ready();
  redis.fill(kSrc, {from_awl_at(kNow, kNow)});
  CHECK(redis.look_up(kAlice)->whole());
  CHECK(other.look_up(kAlice)->whole());
  REQUIRE(redis.distrust().has_value());
  CHECK_FALSE(other.look_up(kAlice)->whole());
  CHECK_FALSE(other.look_up(kAlice, true)->whole());
  CHECK_FALSE(redis.look_up(kAlice)->whole());
  // What stands there counts by itself, and is merged with what is filled again.
  CHECK(other.look_up(kAlice)->from_awl.has_value());
  other.fill(kSrc, {connect_at(kNow)});
  CHECK(other.look_up(kAlice)->whole());
  CHECK(redis.look_up(kAlice)->whole());
  CHECK(redis.look_up(kAlice)->connect.has_value());
  CHECK(redis.look_up(kAlice)->from_awl.has_value());
}

TEST_CASE("redis: after a disbelief a marker that waited is not written") {
  ReadyRedis redis;
  RedisHarness other;
  other.run_until_ready();
  redis.fill(kSrc, {});
  REQUIRE(other.distrust().has_value());
  CHECK_FALSE(redis.look_up(kAlice)->whole());
  REQUIRE(redis.apply({connect_at(kNow)}).has_value());
  CHECK_FALSE(other.look_up(kAlice)->whole());
}

TEST_CASE("redis: an epoch that is deleted or makes no sense lets no source be resident") {
  ReadyRedis redis;
  redis.fill(kSrc, {from_awl_at(kNow, kNow)});
  REQUIRE(redis.look_up(kAlice)->whole());
  const std::string before = redis_generation();
  redis_cli("DEL 'grey:{epoch}'");
  CHECK_FALSE(redis.look_up(kAlice)->whole());
  CHECK(redis_generation() != before);
  CHECK_FALSE(redis.look_up(kAlice)->whole());
  redis.fill(kSrc, {});
  CHECK(redis.look_up(kAlice)->whole());
  for (const char* damage : {"HSET 'grey:{epoch}' n soon", "SET 'grey:{epoch}' 5"}) {
    redis_cli(damage);
    CHECK_FALSE(redis.look_up(kAlice).has_value());
    CHECK_FALSE(redis.store().ready());
    redis_cli("DEL 'grey:{epoch}'");
    redis.run_until_ready();
    CHECK_FALSE(redis.look_up(kAlice)->whole());
  }
}

TEST_CASE("redis: a source that nobody knows can be filled while the epoch is made anew") {
  ReadyRedis redis;
  REQUIRE(redis.look_up(kAlice).has_value());
  redis_cli("DEL 'grey:{epoch}'");
  std::array<KnownEntries, 1> found;
  const std::array asked{LookUp{&kAlice, nullptr}};
  const SourceFacts nothing{kSrc, {}};
  bool done = false;
  redis.store().look_up(asked, {kNow, {}}, found, [&](const StoreResult<void>&) { done = true; });
  redis.run_loop_until([&] {
    redis.store().fill({&nothing, 1}, {kNow, {}});
    return done;
  });
  redis.fill(kSrc, {});
  CHECK(redis.look_up(kAlice)->whole());
}

TEST_CASE("redis: the marker of a source without entries goes with the first, or a turn later") {
  ReadyRedis redis;
  RedisHarness other;
  other.run_until_ready();
  redis.fill(kSrc, {});
  CHECK(redis.look_up(kAlice)->whole());
  CHECK_FALSE(other.look_up(kAlice)->whole());
  REQUIRE(redis.apply({connect_at(kNow)}, kNow + 5).has_value());
  CHECK(other.look_up(kAlice)->whole());
  CHECK(redis_cli("HGET " + kKey + " @") ==
        redis_generation() + " " + std::to_string(kNow) + " 86400 5184000");

  redis_cli("DEL " + kKey);
  redis.fill(kSrc, {});
  CHECK(redis.look_up(kAlice)->whole());
  CHECK(redis.look_up(kAlice, true)->whole());
  CHECK(other.look_up(kAlice)->whole());
  CHECK(time_to_live() > kConnectAge);
  CHECK(redis_cli("HGETALL " + kKey) ==
        "@\n" + redis_generation() + " " + std::to_string(kNow) + " 86400 5184000");
}

TEST_CASE("redis: a marker that waits is lost with the connection") {
  ReadyRedis redis;
  redis.fill(kSrc, {});
  redis_cli("CLIENT KILL TYPE normal");
  redis.run_loop_until([&redis] { return redis.was_told("not ready"); });
  redis.run_until_ready();
  CHECK_FALSE(redis.look_up(kAlice)->whole());
}

TEST_CASE("redis: a source that is deleted, or loses its marker, is not resident") {
  ReadyRedis redis;
  for (const std::string& loss : {"DEL " + kKey, std::string("FLUSHALL"), "HDEL " + kKey + " @",
                                  "HSET " + kKey + " @ nonsense",
                                  "HSET " + kKey + " @ '00000000 1700000000 86400 5184000'"}) {
    redis.fill(kSrc, {from_awl_at(kNow, kNow)});
    CHECK(redis.look_up(kAlice)->whole());
    redis_cli(loss);
    CHECK_FALSE(redis.look_up(kAlice)->whole());
  }
}

TEST_CASE("redis: an entry deleted by hand is gone, one that makes no sense is absent") {
  ReadyRedis redis;
  redis.fill(kSrc, {from_awl_at(kNow, kNow), connect_at(kNow)});
  REQUIRE(redis.look_up(kAlice)->from_awl.has_value());
  redis_cli("HDEL " + kKey + " alice@example.com");
  redis_cli("HSET " + kKey + " 'alice@example.com bob@example.net' soon");
  const auto found = redis.look_up(kAlice);
  CHECK(found->whole());
  CHECK_FALSE(found->from_awl.has_value());
  CHECK_FALSE(found->connect.has_value());
  CHECK(redis.store().counters().unreadable == 1);
}

TEST_CASE("redis: a key of another type makes its source not resident, the others go on") {
  ReadyRedis redis;
  redis_cli("SET 'grey:{198.51.100}' foreign");
  Fact other = connect_at(kNow);
  other.src = "198.51.100";
  redis.fill(kSrc, {});
  redis.fill(other.src, {other});
  CHECK(redis.apply({connect_at(kNow), other}).has_value());
  CHECK(redis.replay({connect_at(kNow, "carol"), other}).has_value());
  Keys keys = kAlice;
  keys.src = other.src;
  CHECK_FALSE(redis.look_up(keys)->whole());
  CHECK_FALSE(redis.look_up(keys, true)->whole());
  CHECK(redis.look_up(kAlice, true)->all.size() == 2);
  CHECK(redis.store().ready());
  CHECK(redis.store().counters().foreign_keys > 0);
}

}  // namespace greycache
