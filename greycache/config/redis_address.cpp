// Takes the `redis` setting apart.
#include "greycache/config/redis_address.h"

#include <fmt/format.h>

#include "common/characters.h"
#include "common/socket.h"
#include "common/text.h"
#include "common/whole_number.h"

namespace greycache {

namespace {

constexpr std::string_view kForms =
    "write unix:///path?db=0, redis://[user[:password]@]host:port/db or "
    "sentinel://host:port,host:port/name, by TLS rediss:// or sentinels://";

constexpr std::string_view kMaskedPassword = "***";

constexpr int kMostDatabases = 65536;

// The parts of scheme://userinfo@hosts/path?query; path without its slash.
struct Parts {
  std::string_view scheme{};
  std::string_view userinfo{};
  bool has_userinfo = false;
  std::string_view hosts{};
  bool has_path = false;
  std::string_view path{};
  std::string_view query{};
};

std::size_t begin_of_userinfo(std::string_view text) {
  const std::size_t colon = text.find("://");
  return colon == text.npos ? text.npos : colon + 3;
}

// The userinfo ends at the last '@' before the path, so that a password may hold one. A password
// with '/' must be percent-encoded, as in every URI.
std::size_t end_of_userinfo(std::string_view text, std::size_t begin) {
  const std::size_t at = text.substr(begin, text.find('/', begin) - begin).rfind('@');
  return at == text.npos ? text.npos : begin + at;
}

tl::expected<Parts, std::string> split_uri(std::string_view text) {
  const std::size_t begin = begin_of_userinfo(text);
  if (begin == text.npos) {
    return tl::unexpected(fmt::format("this is no Redis address; {}", kForms));
  }
  Parts parts{.scheme = text.substr(0, begin - 3)};
  std::string_view rest = text.substr(begin);
  const std::size_t at = end_of_userinfo(text, begin);
  if (at != text.npos) {
    parts.has_userinfo = true;
    parts.userinfo = text.substr(begin, at - begin);
    rest = text.substr(at + 1);
  }
  if (parts.scheme != "unix" && rest.find('@') != rest.npos) {
    return tl::unexpected(std::string("write a '/' in a user or password as %2F"));
  }
  const std::size_t question = rest.find('?');
  if (question != rest.npos) parts.query = rest.substr(question + 1);
  rest = rest.substr(0, question);
  const std::size_t slash = rest.find('/');
  parts.has_path = slash != rest.npos;
  if (parts.has_path) parts.path = rest.substr(slash + 1);
  parts.hosts = rest.substr(0, slash);
  return parts;
}

std::string take_db(std::string_view text, RedisAddress& address) {
  const auto db = whole_number<int>(text);
  if (!db || *db < 0 || *db >= kMostDatabases) {
    return fmt::format("\"{}\" is no number of a Redis database; write one from 0 to {}",
                       escaped(text, 40), kMostDatabases - 1);
  }
  address.db = *db;
  return {};
}

std::string take_query(std::string_view query, RedisAddress& address) {
  if (query.empty()) return {};
  if (query.starts_with("db=")) return take_db(query.substr(3), address);
  return "behind '?' only db=NUMBER is understood";
}

std::string take_userinfo(const Parts& parts, RedisAddress& address) {
  if (!parts.has_userinfo) return {};
  const std::size_t colon = parts.userinfo.find(':');
  address.user = percent_decoded(parts.userinfo.substr(0, colon));
  if (colon != parts.userinfo.npos) {
    address.password = percent_decoded(parts.userinfo.substr(colon + 1));
  }
  if (address.password != kMaskedPassword) return {};
  return "\"***\" stands for a password that was not printed; write the password, or name a "
         "redis_password_file";
}

std::string take_unix(const Parts& parts, RedisAddress& address) {
  if (!parts.hosts.empty() || parts.path.empty()) {
    return "a unix socket needs an absolute path: unix:///run/redis/redis.sock?db=0";
  }
  address.unix_path = fmt::format("/{}", parts.path);
  if (address.unix_path.size() > kLongestSocketPath) {
    return fmt::format("the path of a unix socket has at most {} bytes", kLongestSocketPath);
  }
  return take_query(parts.query, address);
}

// What stands where a port should, and is none, is perhaps a password without its '@'.
InetAddressResult host_of(std::string_view text, std::uint16_t default_port) {
  const std::size_t colon = text.rfind(':');
  if (colon != text.npos && !text.ends_with(']') && !all_digits(text.substr(colon + 1))) {
    return tl::unexpected(fmt::format("behind a host's ':' stands its port, a number; {}", kForms));
  }
  return parse_inet_address(text, default_port);
}

std::string take_server(const Parts& parts, RedisAddress& address) {
  auto server = host_of(parts.hosts, kRedisPort);
  if (!server) return server.error();
  address.server = std::move(*server);
  if (!parts.path.empty()) {
    if (std::string wrong = take_db(parts.path, address); !wrong.empty()) return wrong;
  }
  return take_query(parts.query, address);
}

std::string take_sentinels(const Parts& parts, RedisAddress& address) {
  if (parts.path.empty()) {
    return "the name of the master is missing; write sentinel://host:port,host:port/name";
  }
  address.master_name = parts.path;
  for (const std::string_view host : split(parts.hosts, ',')) {
    auto sentinel = host_of(trimmed(host), kSentinelPort);
    if (!sentinel) return sentinel.error();
    address.sentinels.push_back(std::move(*sentinel));
  }
  return take_query(parts.query, address);
}

std::string take_place(const Parts& parts, RedisAddress& address) {
  if (parts.scheme == "unix") return take_unix(parts, address);
  address.tls = parts.scheme == "rediss" || parts.scheme == "sentinels";
  if (parts.scheme == "redis" || parts.scheme == "rediss") return take_server(parts, address);
  if (parts.scheme == "sentinel" || parts.scheme == "sentinels") {
    return take_sentinels(parts, address);
  }
  return fmt::format("\"{}://\" is not known; {}", escaped(parts.scheme, 40), kForms);
}

}  // namespace

tl::expected<RedisAddress, std::string> parse_redis_address(std::string_view text) {
  const auto parts = split_uri(text);
  if (!parts) return tl::unexpected(parts.error());
  RedisAddress address;
  if (std::string wrong = take_userinfo(*parts, address); !wrong.empty()) {
    return tl::unexpected(std::move(wrong));
  }
  if (std::string wrong = take_place(*parts, address); !wrong.empty()) {
    return tl::unexpected(std::move(wrong));
  }
  return address;
}

std::string masked_redis_address(std::string_view text) {
  const auto parts = split_uri(text);
  if (!parts) return std::string(kMaskedPassword);
  const std::size_t colon = parts->userinfo.find(':');
  if (colon == parts->userinfo.npos) return std::string(text);
  const std::size_t begin = begin_of_userinfo(text);
  return fmt::format("{}{}{}", text.substr(0, begin + colon + 1), kMaskedPassword,
                     text.substr(begin + parts->userinfo.size()));
}

}  // namespace greycache
