// Where Redis is, in words.
#include "greycache/redis/wire/redis_options.h"

#include "common/inet_address.h"
#include "common/text.h"

namespace greycache {

std::string password_now(const RedisOptions& options) {
  return options.read_password ? options.read_password() : options.password;
}

std::string text_of(const RedisPlace& place) {
  if (!place.unix_path.empty()) return place.unix_path;
  return InetAddress{place.host, place.port}.text();
}

std::string place_of(const RedisOptions& options) {
  if (!options.sentinels.empty()) return "the master " + escaped(options.master_name, 80);
  return text_of(options.server);
}

}  // namespace greycache
