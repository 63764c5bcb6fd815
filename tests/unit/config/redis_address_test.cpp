// The `redis` setting.
#include "greycache/config/redis_address.h"

#include <doctest/doctest.h>

using namespace greycache;

namespace {

RedisAddress parsed(std::string_view text) {
  const auto address = parse_redis_address(text);
  if (address) return *address;
  FAIL(address.error());
  return {};
}

}  // namespace

TEST_CASE("a unix socket, with its database") {
  const RedisAddress address = parsed("unix:///run/redis/redis.sock?db=3");
  CHECK(address.unix_path == "/run/redis/redis.sock");
  CHECK(address.db == 3);
  CHECK(parsed("unix:///run/redis.sock").db == 0);
  CHECK(parsed("unix://grey:pw@/run/redis.sock").user == "grey");
}

TEST_CASE("a server, with and without user, password, port and database") {
  const RedisAddress full = parsed("redis://grey:s%40c@192.0.2.7:6380/2");
  CHECK(full.server == InetAddress{"192.0.2.7", 6380});
  CHECK(full.user == "grey");
  CHECK(full.password == "s@c");
  CHECK(full.db == 2);
  const RedisAddress least = parsed("redis://localhost");
  CHECK(least.server == InetAddress{"127.0.0.1", kRedisPort});
  CHECK(least.user.empty());
  CHECK(least.password.empty());
  CHECK(parsed("redis://:pw@[::1]:6379/0").password == "pw");
  CHECK(parsed("redis://:p@w@[::1]:6379/0").password == "p@w");
  CHECK(parsed("redis://grey@127.0.0.1/1").user == "grey");
}

TEST_CASE("sentinels, with the name of the master") {
  const RedisAddress address = parsed("sentinel://192.0.2.1:26380,192.0.2.2/mymaster?db=1");
  REQUIRE(address.sentinels.size() == 2);
  CHECK(address.sentinels[0].port == 26380);
  CHECK(address.sentinels[1].port == kSentinelPort);
  CHECK(address.master_name == "mymaster");
  CHECK(address.db == 1);
}

TEST_CASE("the same by TLS is another scheme, of one server and of Sentinels") {
  const RedisAddress server = parsed("rediss://grey:pw@192.0.2.7:6380/2");
  CHECK(server.tls);
  CHECK(server.server == InetAddress{"192.0.2.7", 6380});
  CHECK(server.user == "grey");
  CHECK(server.db == 2);
  const RedisAddress sentinels = parsed("sentinels://192.0.2.1,[::1]:26380/mymaster");
  CHECK(sentinels.tls);
  CHECK(sentinels.sentinels.size() == 2);
  CHECK(sentinels.master_name == "mymaster");
  CHECK_FALSE(parsed("redis://192.0.2.7").tls);
  CHECK_FALSE(parsed("sentinel://192.0.2.1/m").tls);
  CHECK_FALSE(parsed("unix:///run/redis.sock").tls);
}

TEST_CASE("what is no address of Redis is refused in words") {
  for (const std::string text :
       {"", "127.0.0.1:6379", "http://127.0.0.1/", "redis://", "redis://a.b.c",
        "redis://127.0.0.1:0", "redis://127.0.0.1/x", "redis://127.0.0.1/-1",
        "redis://127.0.0.1/65536", "redis://127.0.0.1/0?x=1", "unix://run/redis.sock", "unix:///",
        "unix:///a?db=", "sentinel://127.0.0.1", "sentinel://127.0.0.1,/m",
        "redis://:***@127.0.0.1/0"}) {
    CAPTURE(text);
    const auto address = parse_redis_address(text);
    REQUIRE_FALSE(address);
    CHECK_FALSE(address.error().empty());
  }
  CHECK(parsed("redis://127.0.0.1/65535").db == 65535);
}

TEST_CASE("an error never shows the password") {
  for (const std::string text : {"redis://:geheim/x@127.0.0.1/0", "redis://u:geheim@nowhere/0",
                                 "redis://u:geheim@127.0.0.1/x", "sentinel://u:geheim@127.0.0.1",
                                 "redis://u:a@b/geheim@127.0.0.1", "redis://u:geheim/0",
                                 "redis://:geheim", "sentinel://u:geheim/name"}) {
    CAPTURE(text);
    const auto address = parse_redis_address(text);
    REQUIRE_FALSE(address);
    CHECK(address.error().find("geheim") == std::string::npos);
  }
}

TEST_CASE("a password is masked, everything else is shown") {
  CHECK(masked_redis_address("redis://u:geheim@127.0.0.1:1/0") == "redis://u:***@127.0.0.1:1/0");
  CHECK(masked_redis_address("redis://:g@h@127.0.0.1/0") == "redis://:***@127.0.0.1/0");
  CHECK(masked_redis_address("redis://u@127.0.0.1:1/0") == "redis://u@127.0.0.1:1/0");
  CHECK(masked_redis_address("redis://127.0.0.1:1/0") == "redis://127.0.0.1:1/0");
  CHECK(masked_redis_address("redis://u:ge/heim@127.0.0.1/0") == "***");
  CHECK(masked_redis_address("u:geheim@127.0.0.1") == "***");
  CHECK(masked_redis_address("unix:///a:b@c") == "unix:///a:b@c");
}
