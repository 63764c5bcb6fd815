// One source in Redis, and facts of it, for the tests of what Redis holds then.
#pragma once

#include <string>
#include <utility>

#include "tests/contract/redis_harness.h"

namespace greycache {

inline constexpr UnixTime kNow = HotStoreHarness::kNow;
inline constexpr UnixTime kConnectAge = HotStoreHarness::kConnectAge;
inline constexpr UnixTime kAwlAge = HotStoreHarness::kAwlAge;

inline const std::string kSrc = "192.0.2";
inline const std::string kKey = "'grey:{192.0.2}'";
inline const Keys kAlice{kSrc, "alice", "example.com", "alice", "bob@example.net"};

inline Fact connect_at(UnixTime first, const std::string& name = "alice") {
  return {FactKind::connect, kSrc, name, "example.com", "bob@example.net", first, first};
}

inline Fact from_awl_at(UnixTime first, UnixTime last, const std::string& name = "alice") {
  return {FactKind::from_awl, kSrc, name, "example.com", "", first, last};
}

// A store that is connected to a Redis without keys.
struct ReadyRedis : RedisHarness {
  explicit ReadyRedis(RedisOptions options = test_options()) : RedisHarness(std::move(options)) {
    redis_cli("FLUSHALL");
    run_until_ready();
  }
};

// Of the source's key, in seconds.
inline UnixTime time_to_live() {
  return std::stoll(redis_cli("TTL " + kKey));
}

}  // namespace greycache
