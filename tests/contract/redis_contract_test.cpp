// The hot store's contract on Redis, and what Redis holds then, as docs/redis-keys.md says.
#include <doctest/doctest.h>

#include <memory>

#include "tests/contract/redis_source.h"

namespace greycache {

std::unique_ptr<HotStoreHarness> make_hot_store_harness() {
  return std::make_unique<ReadyRedis>();
}

TEST_CASE("redis: redis-cli shows fields and values as documented") {
  ReadyRedis redis;
  redis.fill(kSrc, {});
  REQUIRE(redis.apply({connect_at(kNow)}).has_value());
  REQUIRE(redis.apply({from_awl_at(kNow - 300, kNow)}).has_value());
  REQUIRE(redis.apply({{FactKind::domain_awl, kSrc, "", "example.org", "", 5, 7}}).has_value());
  CHECK(redis_cli("HGET " + kKey + " @") ==
        redis_generation() + " " + std::to_string(kNow) + " 86400 5184000");
  CHECK(redis_cli("HGET " + kKey + " 'alice@example.com bob@example.net'") == std::to_string(kNow));
  CHECK(redis_cli("HGET " + kKey + " alice@example.com") == "1699999700 1700000000");
  CHECK(redis_cli("HGET " + kKey + " '*@example.org'") == "5 7");
  CHECK(redis_cli("HLEN " + kKey) == "4");
  CHECK(redis_cli("DBSIZE") == "3");
  CHECK(redis_cli("EXISTS " + kKey + " 'grey:{epoch}' 'grey:{probe}'") == "3");
}

TEST_CASE("redis: it can be asked whether it is well") {
  ReadyRedis redis;
  CHECK(redis.probe().has_value());
  {
    const BusyRedis busy;
    StoreResult<void> probed;
    redis.run_loop_until([&] { return !(probed = redis.probe()).has_value(); });
  }
  redis.run_until_ready();
  CHECK(redis.probe().has_value());
}

TEST_CASE("redis: every key but the epoch has a time to live, by what was written last") {
  ReadyRedis redis;
  redis.fill(kSrc, {});
  REQUIRE(redis.apply({connect_at(kNow)}).has_value());
  CHECK(time_to_live() > kConnectAge);
  CHECK(time_to_live() <= kConnectAge + 3600);
  REQUIRE(redis.apply({from_awl_at(kNow, kNow)}).has_value());
  CHECK(time_to_live() > kAwlAge - 60);
  CHECK(time_to_live() <= kAwlAge);
  REQUIRE(redis.apply({connect_at(kNow)}).has_value());
  CHECK(time_to_live() <= kConnectAge + 3600);
}

TEST_CASE("redis: a source with an old marker is rid of what is expired") {
  ReadyRedis redis;
  redis.fill(kSrc, {connect_at(kNow), from_awl_at(kNow - kAwlAge + 10, kNow - kAwlAge + 10, "old"),
                    from_awl_at(kNow, kNow)});
  const UnixTime later = kNow + kConnectAge + kClocksApart + 1;
  REQUIRE(redis.apply({connect_at(later, "carol")}, later).has_value());
  CHECK(redis.look_up(kAlice, true, later)->all.size() == 4);
  redis.run_loop_until([&redis] { return redis.store().counters().tidied == 1; });
  CHECK(redis.look_up(kAlice, true)->all.size() == 2);
  CHECK(redis_cli("HGET " + kKey + " @") ==
        redis_generation() + " " + std::to_string(later) + " 86400 5184000");
  // The new marker is young: nothing more to do.
  CHECK(redis.look_up(kAlice, false, later)->whole());
  CHECK(redis.store().counters().tidied == 1);
}

TEST_CASE("redis: a source with a marker of exactly that age is left alone") {
  ReadyRedis redis;
  redis.fill(kSrc, {connect_at(kNow)});
  REQUIRE(redis.apply({connect_at(kNow + kConnectAge, "carol")}, kNow + kConnectAge).has_value());
  for (int i = 0; i < 2; ++i) redis.look_up(kAlice, false, kNow + kConnectAge);
  CHECK(redis.store().counters().tidied == 0);
}

TEST_CASE("redis: two hosts see each other's entries, and fill does not undo them") {
  ReadyRedis one;
  RedisHarness two;
  two.run_until_ready();
  one.fill(kSrc, {from_awl_at(kNow - 900, kNow - 400)});
  REQUIRE(one.look_up(kAlice)->whole());
  REQUIRE(two.apply({from_awl_at(kNow - 900, kNow), connect_at(kNow)}).has_value());
  one.fill(kSrc, {from_awl_at(kNow - 900, kNow - 400)});
  const auto found = one.look_up(kAlice);
  CHECK(found->from_awl == from_awl_at(kNow - 900, kNow));
  CHECK(found->connect == connect_at(kNow));
}

TEST_CASE("redis: an apply made during a replay is not undone by it") {
  ReadyRedis redis;
  redis.fill(kSrc, {from_awl_at(100, 200)});
  int answers = 0;
  const auto count = [&answers](StoreResult<void> result) { answers += result ? 1 : 0; };
  const std::vector<Fact> older{from_awl_at(50, 300)};
  const std::vector<Fact> newer{from_awl_at(100, 400)};
  redis.store().replay(older, {kNow, {}}, count);
  redis.store().apply(newer, {kNow, {}}, count);
  redis.run_loop_until([&answers] { return answers == 2; });
  CHECK(redis.look_up(kAlice)->from_awl->last_seen == 400);
}

}  // namespace greycache
