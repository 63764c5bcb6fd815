// What a fill leaves in Redis: large sources, what changes meanwhile, what is confirmed later.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/contract/redis_source.h"

namespace greycache {

TEST_CASE("redis: what a source was filled without is merged again once it is confirmed") {
  ReadyRedis redis;
  const std::vector<Fact> changes{connect_at(kNow), from_awl_at(kNow - 60, kNow, "carol")};
  redis.fill(kSrc, {});
  REQUIRE(redis.apply(changes).has_value());
  CHECK(redis.confirm(changes).has_value());
  CHECK(redis.look_up(kAlice, true)->all.size() == 2);
  redis_cli("DEL " + kKey);
  redis.fill(kSrc, {from_awl_at(kNow - 60, kNow - 50, "carol"), connect_at(kNow - 9, "dave")});
  CHECK_FALSE(redis.look_up(kAlice)->connect.has_value());
  CHECK(redis.confirm(changes).has_value());
  CHECK(redis.look_up(kAlice)->whole());
  CHECK(redis.look_up(kAlice)->connect == connect_at(kNow));
  CHECK(redis_cli("HGET " + kKey + " carol@example.com") ==
        std::to_string(kNow - 60) + " " + std::to_string(kNow));
  CHECK(redis.look_up(kAlice, true)->all.size() == 3);
  // Gone altogether: what another host fills it with then joins it.
  redis_cli("DEL " + kKey);
  CHECK(redis.confirm(changes).has_value());
  CHECK_FALSE(redis.look_up(kAlice)->whole());
  CHECK(time_to_live() > 0);
  redis.fill(kSrc, {});
  CHECK(redis.look_up(kAlice, true)->all.size() == 2);
}

TEST_CASE("redis: it says that keys were lost, by eviction or by a flush, and else says the same") {
  ReadyRedis redis;
  redis.fill(kSrc, {connect_at(kNow)});
  const std::string before = redis.losses().value();
  REQUIRE(redis.apply({connect_at(kNow, "dave")}).has_value());
  CHECK(redis.losses().value() == before);
  redis_cli("FLUSHALL");
  CHECK(redis.losses().value() != before);
  redis.fill(kSrc, {connect_at(kNow)});
  redis.look_up(kAlice);
  const std::string flushed = redis.losses().value();
  CHECK(flushed != before);
  CHECK(redis.losses().value() == flushed);
  redis_cli("CONFIG SET maxmemory-policy allkeys-random");
  redis_cli("CONFIG SET maxmemory 1");
  redis_cli("CONFIG SET maxmemory 0");
  redis_cli("CONFIG SET maxmemory-policy noeviction");
  CHECK(redis.losses().value() != flushed);
}

TEST_CASE("redis: it says so to each host that one of them had sources dropped, there or not") {
  ReadyRedis redis;
  RedisHarness other;
  other.run_until_ready();
  const std::string before = other.losses().value();
  for (const std::string& src : {kSrc, std::string("203.0.113")}) {
    const std::string known = redis.losses().value();
    other.store().drop(std::vector<std::string>{src});
    const std::string dropped = other.losses().value();
    CHECK(dropped != known);
    CHECK(redis.losses().value() == dropped);
    CHECK(other.losses().value() == dropped);
  }
  const std::string known = redis.losses().value();
  other.store().drop({});
  CHECK(other.losses().value() == known);
}

TEST_CASE("redis: what a drop took with it, and a fill did not know, is there when confirmed") {
  ReadyRedis redis;
  RedisHarness other;
  other.run_until_ready();
  const std::vector<Fact> waits{connect_at(kNow)};
  redis.fill(kSrc, {});
  REQUIRE(redis.apply(waits).has_value());
  const std::string before = redis.losses().value();
  other.store().drop(std::vector<std::string>{kSrc});
  other.look_up(kAlice);
  other.fill(kSrc, {from_awl_at(kNow, kNow)});
  CHECK(other.look_up(kAlice)->whole());
  CHECK_FALSE(other.look_up(kAlice)->connect.has_value());
  REQUIRE(redis.losses().value() != before);
  REQUIRE(redis.confirm(waits).has_value());
  CHECK(other.look_up(kAlice)->connect.has_value());
}

TEST_CASE("redis: to confirm what is there writes nothing") {
  ReadyRedis redis;
  const std::vector<Fact> changes{connect_at(kNow)};
  redis.fill(kSrc, {from_awl_at(kNow, kNow)});
  REQUIRE(redis.apply(changes).has_value());
  redis_cli("EXPIRE " + kKey + " 100");
  CHECK(redis.confirm(changes).has_value());
  CHECK(redis.confirm({}).has_value());
  CHECK(time_to_live() <= 100);
}

TEST_CASE("redis: redis-cli shows which source is large, and since when") {
  RedisOptions options = test_options();
  options.max_entries_per_source = 2;
  ReadyRedis redis(options);
  redis.fill(kSrc, {connect_at(kNow, "a"), from_awl_at(kNow - 9, kNow)});
  CHECK(redis.look_up(kAlice)->whole());
  REQUIRE(redis.apply({connect_at(kNow, "b")}).has_value());
  CHECK(redis.look_up(kAlice)->residence == Residence::large);
  CHECK(redis_cli("HGET " + kKey + " @") ==
        redis_generation() + " " + std::to_string(kNow) + " large");
  CHECK(redis.look_up(kAlice)->from_awl.has_value());
  CHECK(redis.store().counters().large == 1);
  CHECK(time_to_live() > kAwlAge - 60);
  RedisHarness other(options);
  other.run_until_ready();
  CHECK(other.look_up(kAlice)->residence == Residence::large);
  // It begins anew, large as before, once it has twice as many entries.
  REQUIRE(other.apply({connect_at(kNow, "c")}).has_value());
  CHECK(redis_cli("HLEN " + kKey) == "5");
  REQUIRE(other.apply({from_awl_at(kNow, kNow, "d")}).has_value());
  CHECK(other.look_up(kAlice, true)->residence == Residence::large);
  CHECK(redis_cli("HLEN " + kKey) == "1");
  CHECK(time_to_live() > kAwlAge - 60);
}

TEST_CASE("redis: a fill and a whole look_up notice a source that is too large") {
  RedisOptions options = test_options();
  options.max_entries_per_source = 2;
  const std::vector<Fact> three{connect_at(kNow, "a"), connect_at(kNow, "b"), from_awl_at(1, kNow)};
  ReadyRedis filler(options);
  filler.fill(kSrc, three);
  CHECK(filler.look_up(kAlice)->residence == Residence::large);
  CHECK(filler.look_up(kAlice)->from_awl.has_value());
  ReadyRedis generous;
  generous.fill(kSrc, three);
  REQUIRE(generous.look_up(kAlice)->whole());
  RedisHarness reader(options);
  reader.run_until_ready();
  CHECK(reader.look_up(kAlice, true)->whole());
  CHECK(reader.look_up(kAlice)->residence == Residence::large);
}

TEST_CASE("redis: a source that is deleted, or written to, during its fill is not whole") {
  for (const std::string& change :
       {"DEL " + kKey, std::string("FLUSHALL"), "HSET " + kKey + " dave@example.com '1 2'"}) {
    // On a busy host redis-cli takes longer than answers may.
    RedisOptions options = test_options();
    options.timeout = Milliseconds(10'000);
    ReadyRedis redis(options);
    std::vector<Fact> facts;
    for (int i = 0; i < 90; ++i) facts.push_back(from_awl_at(1, kNow, "s" + std::to_string(i)));
    redis.fill(kSrc, std::vector<Fact>(facts.begin(), facts.begin() + 40));
    REQUIRE(redis.look_up(kAlice)->whole());
    redis_cli("HDEL " + kKey + " @");
    // Read, and not yet written: the second round waits for the loop.
    redis.fill(kSrc, facts);
    redis.write_out();
    redis_cli(change);
    CHECK(redis.look_up(kAlice)->residence == Residence::absent);
    CHECK(redis_cli("HGET " + kKey + " @").empty());
    // The next one makes it whole, with all.
    redis.fill(kSrc, facts);
    CHECK(redis.look_up(kAlice, true)->whole());
    CHECK(redis.look_up(kAlice, true)->all.size() >= 90);
  }
}

TEST_CASE("redis: a fill takes as many facts as meet the deadline, and one source in any case") {
  ReadyRedis redis;
  std::vector<SourceFacts> sources(3);
  for (std::size_t i = 0; i < sources.size(); ++i) {
    sources[i].src = std::to_string(i);
    sources[i].facts.assign(RedisHotStore::kMaxFillFacts / 2, connect_at(kNow));
    for (Fact& fact : sources[i].facts) fact.src = sources[i].src;
  }
  const auto resident = [&redis](const char* src) {
    Keys keys = kAlice;
    keys.src = src;
    return redis.look_up(keys)->whole();
  };
  redis.store().fill(sources, {kNow, {}});
  CHECK(resident("0"));
  CHECK(resident("1"));
  CHECK_FALSE(resident("2"));
  sources[2].facts.resize(RedisHotStore::kMaxFillFacts + 1, sources[2].facts.front());
  redis.store().fill(std::span(sources).subspan(2), {kNow, {}});
  CHECK(resident("2"));
}

}  // namespace greycache
