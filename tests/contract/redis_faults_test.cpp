// The hot store on a Redis that is paused, killed, emptied, full, a replica, or not ours.
#include <doctest/doctest.h>

#include <chrono>

#include "tests/contract/redis_harness.h"

namespace greycache::redis_faults_test {

namespace {

using Kind = StoreError::Kind;
using std::chrono::steady_clock;

constexpr UnixTime kNow = HotStoreHarness::kNow;

const Keys kAlice{"192.0.2", "alice", "example.com", "alice", "bob@example.net"};
const Fact kConnect{FactKind::connect, "192.0.2", "alice", "example.com",
                    "bob@example.net", kNow,      kNow};

// An administrator's change, taken back at the end, and Redis empty before.
class Change {
 public:
  explicit Change(std::string undo) : undo_(std::move(undo)) { redis_cli("FLUSHALL"); }
  ~Change() { redis_cli(undo_); }

 private:
  std::string undo_;
};

Milliseconds time_of(const std::function<void()>& what) {
  const auto begin = steady_clock::now();
  what();
  return std::chrono::duration_cast<Milliseconds>(steady_clock::now() - begin);
}

// A store that found the server unusable from the start.
Kind refusal(RedisHarness& redis, const std::string& why) {
  redis.run_loop_until([&redis] { return !redis.told().empty(); });
  CHECK_FALSE(redis.store().ready());
  CHECK(redis.was_told("not ready: "));
  CAPTURE(redis.told().front());
  CHECK(redis.was_told(why));
  const auto found = redis.look_up(kAlice);
  REQUIRE_FALSE(found.has_value());
  CHECK(found.error().message.find(why) != std::string::npos);
  return found.error().kind;
}

}  // namespace

TEST_CASE("redis fault: FLUSHALL makes every source not resident and harms nothing else") {
  RedisHarness redis;
  redis.run_until_ready();
  redis.fill("192.0.2", {kConnect});
  CHECK(redis.look_up(kAlice)->whole());
  redis_cli("FLUSHALL");
  CHECK_FALSE(redis.look_up(kAlice)->whole());
  REQUIRE(redis.apply({kConnect}).has_value());
  CHECK_FALSE(redis.look_up(kAlice)->whole());
  redis.fill("192.0.2", {});
  CHECK(redis.look_up(kAlice)->connect == kConnect);
}

TEST_CASE("redis fault: a replayed connect that is over hides no younger one") {
  RedisHarness redis;
  redis.run_until_ready();
  redis_cli("FLUSHALL");
  Fact old = kConnect;
  old.first_seen = old.last_seen = kNow - HotStoreHarness::kConnectAge - 1;
  REQUIRE(redis.replay({old, kConnect}).has_value());
  CHECK(redis.look_up(kAlice)->connect == kConnect);
}

TEST_CASE("redis fault: a paused Redis costs one timeout, then nothing, and comes back") {
  RedisHarness redis;
  redis.run_until_ready();
  redis_cli("CLIENT PAUSE 700 ALL");
  const auto first = time_of([&redis] {
    const auto found = redis.look_up(kAlice);
    REQUIRE_FALSE(found.has_value());
    CHECK(found.error().kind == Kind::unavailable);
    CHECK(found.error().message.starts_with("Redis did not answer within 250ms (" + test_place()));
  });
  CHECK(first >= Milliseconds(245));
  CHECK(first < Milliseconds(400));
  CHECK(time_of([&redis] { CHECK_FALSE(redis.look_up(kAlice).has_value()); }) < Milliseconds(50));
  redis.run_until_ready();
  CHECK(redis.look_up(kAlice).has_value());
}

TEST_CASE("redis fault: a killed Redis is told once and connected again when it is back") {
  RedisHarness redis;
  redis.run_until_ready();
  redis.fill("192.0.2", {kConnect});
  CHECK(redis.look_up(kAlice)->whole());
  kill_redis();
  redis.run_loop_until([&redis] { return redis.told().size() == 2; });
  CHECK(redis.was_told("not ready: Redis closed the connection (" + test_place()));
  const auto replayed = redis.replay({kConnect});
  REQUIRE_FALSE(replayed.has_value());
  CHECK(replayed.error().kind == StoreError::Kind::unavailable);
  redis.run_until_ready();
  // Where the server is slow to listen, an attempt that is refused is told, too.
  CHECK(redis.told().size() <= 4);
  CHECK_FALSE(redis.look_up(kAlice)->whole());
  CHECK(redis.replay({kConnect}).has_value());
}

TEST_CASE("redis fault: what a Redis that comes back from an old snapshot holds is not complete") {
  const Change change("SAVE");
  RedisHarness redis;
  redis.run_until_ready();
  Fact other = kConnect;
  other.sender_name = "carol";
  redis.fill("192.0.2", {other});
  REQUIRE(redis.look_up(kAlice)->whole());
  redis_cli("SAVE");
  REQUIRE(redis.apply({kConnect}).has_value());
  kill_redis();
  redis.run_loop_until([&redis] { return redis.told().size() == 2; });
  redis.run_until_ready();
  CHECK(redis_cli("EXISTS 'grey:{192.0.2}'") == "1");
  CHECK_FALSE(redis.look_up(kAlice)->whole());
  CHECK_FALSE(redis.look_up(kAlice, true)->whole());
  redis.fill("192.0.2", {kConnect});
  CHECK(redis.look_up(kAlice)->connect == kConnect);
  redis_cli("FLUSHALL");
}

TEST_CASE("redis fault: a wrong password, user or database is named and never used") {
  RedisOptions options = test_options();
  options.password = "wrong";
  RedisHarness wrong(options);
  CHECK(refusal(wrong, "WRONGPASS") == Kind::unavailable);
  options = test_options();
  options.db = 99999;
  RedisHarness database(options);
  CHECK(refusal(database, "DB index is out of range") == Kind::unavailable);
}

TEST_CASE("redis fault: a missing right is found out before the connection is used") {
  const Change change("ACL SETUSER greycache +hdel");
  redis_cli("ACL SETUSER greycache -hdel");
  RedisHarness redis;
  CHECK(refusal(redis, "NOPERM") == Kind::unavailable);
}

TEST_CASE("redis fault: keys beyond the prefix are not allowed to us") {
  RedisOptions options = test_options();
  options.prefix = "other";
  RedisHarness redis(options);
  CHECK(refusal(redis, "NOPERM") == Kind::unavailable);
}

TEST_CASE("redis fault: a replica is not used; one that becomes a master again is") {
  const Change change("REPLICAOF NO ONE");
  RedisHarness redis;
  redis.run_until_ready();
  redis.fill("192.0.2", {});
  REQUIRE(redis.look_up(kAlice).has_value());
  redis_cli("REPLICAOF 127.0.0.1 1");
  const auto result = redis.apply({kConnect});
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().kind == Kind::read_only);
  CHECK(redis.was_told("not ready: Redis says: READONLY"));
  CHECK_FALSE(redis.look_up(kAlice).has_value());
  redis_cli("REPLICAOF NO ONE");
  redis.run_until_ready();
  CHECK(redis.apply({kConnect}).has_value());
}

TEST_CASE("redis fault: a full Redis is not used until it has room") {
  const Change change("CONFIG SET maxmemory 0");
  RedisHarness redis;
  redis.run_until_ready();
  redis_cli("CONFIG SET maxmemory-policy noeviction maxmemory 100000");
  const auto result = redis.apply({kConnect});
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().kind == Kind::read_only);
  CHECK(result.error().message.find("OOM") != std::string::npos);
  RedisHarness another;
  refusal(another, "OOM");
  redis_cli("CONFIG SET maxmemory 0");
  redis.run_until_ready();
  CHECK(redis.apply({kConnect}).has_value());
}

TEST_CASE("redis fault: a login that is taken away ends the connection with its reason") {
  const Change change("ACL SETUSER greycache on");
  RedisHarness redis;
  redis.run_until_ready();
  redis_cli("ACL SETUSER greycache off");
  redis_cli("CLIENT KILL USER greycache");
  redis.run_loop_until([&redis] { return redis.was_told("WRONGPASS"); });
  CHECK_FALSE(redis.look_up(kAlice).has_value());
}

TEST_CASE("redis fault: no Redis at all is told once, and every call answers at once") {
  RedisOptions options = test_options();
  options.server.unix_path += ".not-there";
  RedisHarness redis(options);
  CHECK_FALSE(redis.look_up(kAlice).has_value());
  CHECK(refusal(redis, "cannot connect") == Kind::unavailable);
  CHECK_FALSE(redis.apply({kConnect}).has_value());
  CHECK(redis.told().size() == 1);
}

}  // namespace greycache::redis_faults_test
