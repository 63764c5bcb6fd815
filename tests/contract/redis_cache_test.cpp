// The AWL cache on a real Redis: whatever anybody changes there, no answer of the cache is older.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "common/text.h"
#include "tests/contract/redis_source.h"

namespace greycache {

namespace {

const Keys kStranger{"203.0.113", "x", "example.org", "x", "bob@example.net"};

Fact from_awl(UnixTime last, const std::string& name = "alice") {
  return {FactKind::from_awl, kSrc, name, "example.com", "", kNow - 900, last};
}

RedisOptions with_cache(std::size_t entries = 1000) {
  RedisOptions options = test_options();
  options.awl_cache = entries;
  return options;
}

struct Cached : RedisHarness {
  explicit Cached(RedisOptions options = with_cache()) : RedisHarness(std::move(options)) {
    redis_cli("FLUSHALL");
    run_until_on();
  }

  void run_until_on() {
    run_loop_until([this] { return store().caches(); });
  }

  // What the cache says, as a moment after everything that Redis has said by now was read: what it
  // names as changed leaves before the reply to a later look-up.
  std::optional<KnownEntries> peeked(const Keys& keys = kAlice) {
    REQUIRE(look_up(kStranger).has_value());
    return store().peek(keys, {});
  }

  void learn(const std::vector<Fact>& facts) {
    fill(kSrc, facts);
    REQUIRE(look_up(kAlice)->whole());
    run_loop_until([this] { return peeked().has_value() || !look_up(kAlice); });
  }
};

// What a listener was told.
struct Heard : SourceListener {
  void heard_from_now() override { told.emplace_back("+"); }
  void written(std::string_view src) override { told.emplace_back(src); }
  void heard_no_more() override { told.emplace_back("-"); }
  bool has(const std::string& word) const { return std::ranges::find(told, word) != told.end(); }
  std::vector<std::string> told;
};

// Of the connection of greycache's of this type.
std::string id_of(const std::string& type) {
  const std::string list = redis_cli("CLIENT LIST TYPE " + type);
  for (const std::string_view line : split(list, '\n')) {
    if (line.find(" user=greycache") == std::string_view::npos) continue;
    return std::string(line.substr(3, line.find(' ') - 3));
  }
  return {};
}

}  // namespace

TEST_CASE("redis cache: an auto-whitelisted sender is known after its first look-up, nobody else") {
  Cached redis;
  redis.learn({from_awl(kNow)});
  const auto found = redis.peeked();
  REQUIRE(found.has_value());
  CHECK(found->from_awl == Seen(kNow - 900, kNow));
  CHECK_FALSE(found->domain_awl.has_value());
  CHECK_FALSE(found->whole());
  Keys other = kAlice;
  other.awl_name = "carol";
  REQUIRE(redis.look_up(other).has_value());
  CHECK_FALSE(redis.peeked(other).has_value());
  CHECK(redis.store().cache_counts().entries == 1);
  CHECK(redis.store().cache_counts().hits > 0);
}

TEST_CASE("redis cache: whatever changes the key by hand takes effect at once") {
  Cached redis;
  for (const std::string& change :
       {"DEL " + kKey, "HDEL " + kKey + " alice@example.com", "EXPIRE " + kKey + " 100",
        "HSET " + kKey + " alice@example.com '1 2'", "EXPIRE " + kKey + " 0",
        "RENAME " + kKey + " other", "UNLINK " + kKey, std::string("FLUSHALL"),
        std::string("FLUSHDB"), "HDEL " + kKey + " @"}) {
    CAPTURE(change);
    redis.learn({from_awl(kNow)});
    redis_cli(change);
    CHECK_FALSE(redis.peeked().has_value());
  }
}

TEST_CASE("redis cache: a key that expires or is evicted is forgotten") {
  Cached redis;
  redis.learn({from_awl(kNow)});
  redis_cli("PEXPIRE " + kKey + " 40");
  redis.learn({from_awl(kNow)});
  redis_cli("PEXPIRE " + kKey + " 40");
  redis.look_up(kAlice);
  redis.run_loop_until([&redis] { return !redis.look_up(kAlice)->whole(); });
  CHECK_FALSE(redis.peeked().has_value());
  redis.learn({from_awl(kNow)});
  redis_cli("CONFIG SET maxmemory-policy allkeys-lru");
  redis_cli("CONFIG SET maxmemory 1");
  redis.run_loop_until([] { return redis_cli("EXISTS " + kKey) == "0"; });
  redis_cli("CONFIG SET maxmemory 0");
  redis_cli("CONFIG SET maxmemory-policy noeviction");
  redis.run_loop_until([&redis] { return redis.store().ready(); });
  CHECK_FALSE(redis.peeked().has_value());
}

TEST_CASE("redis cache: another host's write is known at once, also right after one of our own") {
  Cached one;
  RedisHarness two;
  two.run_until_ready();
  one.learn({from_awl(kNow)});
  REQUIRE(two.apply({from_awl(kNow + 5)}).has_value());
  CHECK_FALSE(one.peeked().has_value());
  one.learn({});
  REQUIRE(one.apply({from_awl(kNow + 10)}).has_value());
  one.learn({});
  CHECK(one.peeked()->from_awl->last_seen == kNow + 10);
  REQUIRE(two.apply({from_awl(kNow + 15)}).has_value());
  CHECK_FALSE(one.peeked().has_value());
}

TEST_CASE("redis cache: our own write is never answered by what was there before") {
  Cached redis;
  redis.learn({from_awl(kNow)});
  const std::vector<Fact> facts{from_awl(kNow + 10)};
  const auto nothing = [](const StoreResult<void>&) {};
  redis.store().apply(facts, {kNow, {}}, nothing);
  CHECK_FALSE(redis.store().peek(kAlice, {}).has_value());
  redis.learn({});
  CHECK(redis.peeked()->from_awl->last_seen == kNow + 10);
  redis.store().replay(facts, {kNow, {}}, nothing);
  CHECK_FALSE(redis.store().peek(kAlice, {}).has_value());
}

TEST_CASE("redis cache: a change that overtakes the reply of a look-up keeps it out") {
  Cached redis;
  redis.fill(kSrc, {from_awl(kNow)});
  REQUIRE(redis.look_up(kAlice).has_value());
  redis.peeked();
  const std::array asked{LookUp{&kAlice}};
  std::array<KnownEntries, 1> found;
  bool answered = false;
  // The reply waits in its socket while redis-cli changes the key: both are read in one turn.
  redis.store().look_up(asked, {kNow, {}}, found,
                        [&answered](const StoreResult<void>&) { answered = true; });
  redis_cli("HDEL " + kKey + " alice@example.com");
  redis.run_loop_until([&answered] { return answered; });
  CHECK_FALSE(redis.peeked().has_value());
}

TEST_CASE("redis cache: a marker that waits is given up when somebody changes its source") {
  Cached redis;
  for (const char* change : {"HSET 'grey:{192.0.2}' a@b '1 2'", "FLUSHALL"}) {
    redis.fill(kSrc, {});
    redis_cli(change);
    redis.peeked(kStranger);
    CHECK_FALSE(redis.look_up(kAlice)->whole());
    redis_cli("FLUSHALL");
  }
}

TEST_CASE("redis cache: a value that makes no sense is not kept") {
  Cached redis;
  redis.learn({from_awl(kNow), {FactKind::domain_awl, kSrc, "", "example.com", "", 1, 2}});
  redis_cli("HSET " + kKey + " '*@example.com' soon");
  REQUIRE(redis.look_up(kAlice)->from_awl.has_value());
  CHECK_FALSE(redis.peeked().has_value());
}

TEST_CASE("redis cache: either connection lost, it is empty, and comes back by itself") {
  Cached redis;
  for (const char* type : {"normal", "pubsub"}) {
    CAPTURE(type);
    redis.learn({from_awl(kNow)});
    redis_cli("CLIENT KILL ID " + id_of(type));
    redis.run_loop_until([&redis] { return !redis.store().caches(); });
    CHECK(redis.store().cache_counts().entries == 0);
    redis.run_until_on();
  }
  redis.learn({from_awl(kNow)});
}

TEST_CASE("redis cache: a right that is given while Redis stays connected is used within seconds") {
  Cached redis;
  redis_cli("ACL SETUSER greycache '-client|tracking'");
  redis_cli("CLIENT KILL ID " + id_of("pubsub"));
  redis.run_loop_until([&redis] { return !redis.store().caches(); });
  const auto later = std::chrono::steady_clock::now() + Milliseconds(500);
  redis.run_loop_until([later] { return std::chrono::steady_clock::now() > later; });
  CHECK_FALSE(redis.store().caches());
  CHECK(redis.store().ready());
  redis_cli("ACL SETUSER greycache '+client|tracking'");
  redis.run_until_on();
}

TEST_CASE("redis cache: it goes on anew with each server, and off when it answers too late") {
  Cached redis;
  redis.learn({from_awl(kNow)});
  redis_cli("SHUTDOWN NOSAVE");
  redis.run_loop_until([&redis] { return !redis.store().caches(); });
  redis.run_until_on();
  redis.learn({from_awl(kNow)});
  // Nothing is asked but for the signs of life.
  redis_cli("CLIENT PAUSE 2500 ALL");
  redis.run_loop_until([&redis] { return !redis.store().caches(); });
  CHECK(redis.store().cache_counts().entries == 0);
  redis.run_until_on();
}

TEST_CASE("redis cache: without the rights for it everything else goes on") {
  for (const char* right :
       {"'-client|tracking'", "'-client|id'", "-subscribe", "-ping", "resetchannels"}) {
    CAPTURE(right);
    redis_cli(std::string("ACL SETUSER greycache ") + right);
    redis_cli("FLUSHALL");
    RedisHarness redis(with_cache());
    redis.run_until_ready();
    redis.fill(kSrc, {from_awl(kNow)});
    redis.run_loop_until([&redis] { return redis.look_up(kAlice)->from_awl.has_value(); });
    CHECK_FALSE(redis.store().peek(kAlice, {}).has_value());
    CHECK_FALSE(redis.store().caches());
    CHECK(redis.told().size() == 1);
    redis_cli(
        "ACL SETUSER greycache '+client|tracking' '+client|id' +subscribe +ping "
        "resetchannels '&__redis__:invalidate'");
  }
  Cached again;
}

TEST_CASE("redis cache: with it and without it answers are the same, whoever writes what") {
  Cached cached(with_cache(8));
  RedisHarness plain;
  plain.run_until_ready();
  std::mt19937 random(7);
  const auto below = [&random](int limit) {
    return std::uniform_int_distribution<int>(0, limit - 1)(random);
  };
  const auto any_name = [&] { return std::string(1, static_cast<char>('a' + below(4))); };
  const auto any_source = [&] { return "10.0." + std::to_string(below(4)); };
  const auto any_fact = [&] {
    Fact fact = from_awl(kNow + below(1000), any_name());
    fact.src = any_source();
    if (below(3) == 0)
      return Fact{FactKind::domain_awl, fact.src, "", fact.sender_domain, "", 5, fact.last_seen};
    if (below(3) == 0)
      return Fact{
          FactKind::connect, fact.src, fact.sender_name, fact.sender_domain, "r@x", kNow, kNow};
    return fact;
  };
  int known = 0;
  for (int i = 0; i < 1500; ++i) {
    const Fact fact = any_fact();
    RedisHarness& writer = below(2) == 0 ? static_cast<RedisHarness&>(cached) : plain;
    const int action = below(16);
    if (action == 0) writer.fill(fact.src, {fact});
    if (action == 1) REQUIRE(writer.apply({fact}).has_value());
    if (action == 2) REQUIRE(writer.replay({fact}).has_value());
    if (action == 3 && below(8) == 0) redis_cli("DEL 'grey:{" + fact.src + "}'");
    // A fill has no answer; a look-up by the same host comes after it.
    REQUIRE(writer.look_up(kStranger).has_value());
    const Keys keys{any_source(), "a", "example.com", any_name(), "r@x"};
    const auto peeked = cached.peeked(keys);
    const auto there = plain.look_up(keys);
    CHECK(cached.look_up(keys)->from_awl == there->from_awl);
    if (!peeked) continue;
    ++known;
    CHECK(peeked->from_awl == there->from_awl);
    CHECK(peeked->domain_awl == there->domain_awl);
  }
  CHECK(known > 100);
}

TEST_CASE("redis cache: who listens hears of each source that anybody writes to, while it can") {
  Heard heard;
  Cached redis;
  redis.store().set_listener(&heard);
  CHECK(heard.told == std::vector<std::string>{"+"});
  redis_cli("HSET 'grey:{203.0.113}' x@example.org '1 2'");
  redis.run_loop_until([&] { return heard.has("203.0.113"); });
  redis.fill(kSrc, {from_awl(kNow)});
  REQUIRE(redis.look_up(kAlice)->whole());
  redis.run_loop_until([&] { return heard.has(kSrc); });
  CHECK_FALSE(heard.has("-"));
  redis.store().set_listener(nullptr);
}

TEST_CASE("redis cache: who listens begins anew with another epoch, and after a lost connection") {
  Heard heard;
  Cached redis;
  redis.store().set_listener(&heard);
  redis_cli("HINCRBY grey:{epoch} n 1");
  REQUIRE(redis.look_up(kStranger).has_value());
  CHECK(std::ranges::count(heard.told, "+") == 2);
  heard.told.clear();
  redis_cli("CLIENT KILL ID " + id_of("pubsub"));
  redis.run_loop_until([&] { return heard.has("-"); });
  redis.run_loop_until([&] { return heard.has("+"); });
  CHECK(std::ranges::count(heard.told, "-") == 1);
  redis.store().set_listener(nullptr);
}

}  // namespace greycache
