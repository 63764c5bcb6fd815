// Where Redis is, in words.
#include "greycache/redis/redis_options.h"

namespace greycache {

std::string place_of(const RedisOptions& options) {
  if (!options.unix_path.empty()) return options.unix_path;
  const bool ipv6 = options.host.find(':') != std::string::npos;
  const std::string host = ipv6 ? "[" + options.host + "]" : options.host;
  return host + ":" + std::to_string(options.port);
}

}  // namespace greycache
