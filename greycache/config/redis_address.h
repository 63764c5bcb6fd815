// Where Redis is: the `redis` setting, taken apart.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "common/inet_address.h"

namespace greycache {

// One of three: a unix socket (unix_path), a server (server), or sentinels that tell which server
// is the master (sentinels, master_name).
struct RedisAddress {
  bool tls = false;
  std::string unix_path;
  InetAddress server;
  std::vector<InetAddress> sentinels;
  std::string master_name;
  int db = 0;
  std::string user;
  std::string password;
};

inline constexpr std::uint16_t kRedisPort = 6379;
inline constexpr std::uint16_t kSentinelPort = 26379;

// "unix://[user[:password]@]/path[?db=0]", "redis://[user[:password]@]host[:port][/db]",
// "sentinel://[user[:password]@]host[:port],host[:port]/name[?db=0]"; "rediss://" and
// "sentinels://" are the last two by TLS, the Sentinels as well as Redis. User and password may be
// percent-encoded. The error says in words what is wrong and what would be right; it never repeats
// the part that may hold the password.
tl::expected<RedisAddress, std::string> parse_redis_address(std::string_view text);

// The text with a password in it replaced by "***"; "***" alone of what is no address.
std::string masked_redis_address(std::string_view text);

}  // namespace greycache
