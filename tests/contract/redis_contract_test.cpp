// The hot store's contract on Redis, and what Redis holds then, as docs/redis-keys.md says.
#include <doctest/doctest.h>
#include <array>

#include "tests/contract/redis_harness.h"

namespace greycache {

namespace {

constexpr UnixTime kNow = HotStoreHarness::kNow;
constexpr UnixTime kConnectAge = HotStoreHarness::kConnectAge;
constexpr UnixTime kAwlAge = HotStoreHarness::kAwlAge;

const std::string kSrc = "192.0.2";
const std::string kKey = "'grey:{192.0.2}'";
const Keys kAlice{kSrc, "alice", "example.com", "alice", "bob@example.net"};

Fact connect_at(UnixTime first, const std::string& name = "alice") {
  return {FactKind::connect, kSrc, name, "example.com", "bob@example.net", first, first};
}

Fact from_awl_at(UnixTime first, UnixTime last, const std::string& name = "alice") {
  return {FactKind::from_awl, kSrc, name, "example.com", "", first, last};
}

struct Ready : RedisHarness {
  explicit Ready(RedisOptions options = test_options()) : RedisHarness(std::move(options)) {
    redis_cli("FLUSHALL");
    run_until_ready();
  }
};

UnixTime time_to_live() {
  return std::stoll(redis_cli("TTL " + kKey));
}

}  // namespace

std::unique_ptr<HotStoreHarness> make_hot_store_harness() {
  return std::make_unique<Ready>();
}

TEST_CASE("redis: redis-cli shows fields and values as documented") {
  Ready redis;
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

TEST_CASE("redis: what one host does not believe any more is not resident for any other") {
  Ready redis;
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
  Ready redis;
  RedisHarness other;
  other.run_until_ready();
  redis.fill(kSrc, {});
  REQUIRE(other.distrust().has_value());
  CHECK_FALSE(redis.look_up(kAlice)->whole());
  REQUIRE(redis.apply({connect_at(kNow)}).has_value());
  CHECK_FALSE(other.look_up(kAlice)->whole());
}

TEST_CASE("redis: an epoch that is deleted or makes no sense lets no source be resident") {
  Ready redis;
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
  Ready redis;
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

TEST_CASE("redis: it can be asked whether it is well") {
  Ready redis;
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
  Ready redis;
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

TEST_CASE("redis: the marker of a source without entries goes with the first, or a turn later") {
  Ready redis;
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
  Ready redis;
  redis.fill(kSrc, {});
  redis_cli("CLIENT KILL TYPE normal");
  redis.run_loop_until([&redis] { return redis.was_told("not ready"); });
  redis.run_until_ready();
  CHECK_FALSE(redis.look_up(kAlice)->whole());
}

TEST_CASE("redis: a source that is deleted, or loses its marker, is not resident") {
  Ready redis;
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
  Ready redis;
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
  Ready redis;
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

TEST_CASE("redis: what a source was filled without is merged again once it is confirmed") {
  Ready redis;
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
  Ready redis;
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

TEST_CASE("redis: to confirm what is there writes nothing") {
  Ready redis;
  const std::vector<Fact> changes{connect_at(kNow)};
  redis.fill(kSrc, {from_awl_at(kNow, kNow)});
  REQUIRE(redis.apply(changes).has_value());
  redis_cli("EXPIRE " + kKey + " 100");
  CHECK(redis.confirm(changes).has_value());
  CHECK(redis.confirm({}).has_value());
  CHECK(time_to_live() <= 100);
}

TEST_CASE("redis: a source with an old marker is rid of what is expired") {
  Ready redis;
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
  Ready redis;
  redis.fill(kSrc, {connect_at(kNow)});
  REQUIRE(redis.apply({connect_at(kNow + kConnectAge, "carol")}, kNow + kConnectAge).has_value());
  for (int i = 0; i < 2; ++i) redis.look_up(kAlice, false, kNow + kConnectAge);
  CHECK(redis.store().counters().tidied == 0);
}

TEST_CASE("redis: redis-cli shows which source is large, and since when") {
  RedisOptions options = test_options();
  options.max_entries_per_source = 2;
  Ready redis(options);
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
  Ready filler(options);
  filler.fill(kSrc, three);
  CHECK(filler.look_up(kAlice)->residence == Residence::large);
  CHECK(filler.look_up(kAlice)->from_awl.has_value());
  Ready generous;
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
    Ready redis;
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
  Ready redis;
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

TEST_CASE("redis: two hosts see each other's entries, and fill does not undo them") {
  Ready one;
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
  Ready redis;
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
