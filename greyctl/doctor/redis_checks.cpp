// Version, memory, persistence, rights.
#include "greyctl/doctor/redis_checks.h"

#include <fmt/format.h>

#include <charconv>
#include <string_view>

#include "common/places.h"
#include "common/text.h"
#include "greyctl/doctor/clock_checks.h"

namespace greycache {

namespace {

constexpr int kOldestMajor = 6;
constexpr int kOldestMinor = 2;
constexpr std::int64_t kPackedValue = 512;
constexpr const char* kConf = "in redis.conf, and redis-cli config set until its restart";

bool is_too_old(std::string_view version) {
  int major = 0;
  int minor = 0;
  const char* end = version.data() + version.size();
  const auto dot = std::from_chars(version.data(), end, major);
  if (dot.ec != std::errc() || dot.ptr == end) return false;
  std::from_chars(dot.ptr + 1, end, minor);
  return major < kOldestMajor || (major == kOldestMajor && minor < kOldestMinor);
}

void check_server(Findings& findings, const RedisFacts& redis) {
  if (is_too_old(redis.version)) {
    findings.error(fmt::format("Redis is of version {}, and 6.2 or later is needed",
                               escaped(redis.version, 40)),
                   "a newer Redis, or Valkey");
  }
  if (redis.cluster) {
    findings.error(
        "Redis runs as a cluster, which Greycache does not follow",
        "a Redis of its own, with Sentinels where it must not fail (docs/operations.md)");
  }
  if (redis.role == "slave") {
    findings.error("Redis is a replica: what is written into it is lost at the next copy",
                   "name the master in redis, or its Sentinels (sentinel://)");
  }
  if (redis.most_clients > 0 && redis.clients * 10 > redis.most_clients * 9) {
    findings.warning(
        fmt::format("Redis has {} clients of {} (maxclients)", redis.clients, redis.most_clients),
        fmt::format("maxclients 10000 {}", kConf));
  }
}

bool evicts_well(std::string_view policy) {
  return policy == "volatile-ttl" || policy == "volatile-lru" || policy == "allkeys-lru";
}

void check_memory(Findings& findings, const RedisFacts& redis) {
  if (redis.maxmemory == 0) {
    findings.warning("Redis has no maxmemory: it grows until the host has no memory left",
                     fmt::format("maxmemory 512mb and maxmemory-policy volatile-ttl {}", kConf));
  } else if (redis.policy == "noeviction") {
    findings.error(
        "Redis's maxmemory-policy is noeviction: once it is full it takes nothing, and "
        "counts as lost",
        fmt::format("maxmemory-policy volatile-ttl {}", kConf));
  } else if (!evicts_well(redis.policy)) {
    findings.warning(fmt::format("Redis's maxmemory-policy is {}: it evicts who writes often, too, "
                                 "which is then read from PostgreSQL again and again",
                                 escaped(redis.policy, 40)),
                     fmt::format("maxmemory-policy volatile-ttl {}", kConf));
  }
  if (redis.listpack_value && *redis.listpack_value < kPackedValue) {
    findings.warning(fmt::format("Redis's hash-max-listpack-value is {}: a source with one longer "
                                 "entry takes twice the memory",
                                 *redis.listpack_value),
                     fmt::format("hash-max-listpack-value 512 (hash-max-ziplist-value before Redis "
                                 "7) {}",
                                 kConf));
  } else if (!redis.listpack_value) {
    findings.note("whether hash-max-listpack-value is 512 the daemon's account may not ask Redis",
                  "redis-cli config get hash-max-listpack-value, as an account that may");
  }
}

void check_persistence(Findings& findings, const RedisFacts& redis) {
  if (!redis.saved) {
    findings.error(
        "Redis could not save its data the last time: it refuses writes until it can",
        "make room on its disk, or save \"\" and appendonly no: Greycache needs neither");
  }
  const bool snapshots = redis.save && !redis.save->empty();
  if (!redis.append_only && !snapshots) return;
  findings.note(
      fmt::format("Redis writes its data to disk ({}), which Greycache does not need: what "
                  "it lacks after a restart is read from PostgreSQL",
                  redis.append_only ? "appendonly" : "save"),
      fmt::format("save \"\" and appendonly no {}, where nobody else uses it", kConf));
}

void check_rights(Findings& findings, const RedisFacts& redis, bool reachable_from_elsewhere) {
  if (redis.without_password && reachable_from_elsewhere) {
    findings.warning("Redis asks the daemon's account for no password, and is not on this host",
                     "a user with a password: redis-acl.conf in " GREYCACHE_DATA_DIR);
  } else if (redis.all_commands) {
    findings.note("the daemon's account may do everything in Redis",
                  "a user with the least rights: redis-acl.conf in " GREYCACHE_DATA_DIR);
  }
}

std::string_view advice_for(StoreError::Kind kind) {
  switch (kind) {
    case StoreError::Kind::read_only:
      return "name the master in redis, or its Sentinels; where it is full: maxmemory-policy "
             "volatile-ttl, or room on its disk";
    case StoreError::Kind::refused:
      return "the account, its password and its rights in Redis: redis-acl.conf "
             "in " GREYCACHE_DATA_DIR " has the line; redis, redis_password_file in greycache.conf";
    default:
      return "systemctl status redis-server on its host; redis in greycache.conf";
  }
}

}  // namespace

Findings redis_findings(const RedisFacts& redis, bool reachable_from_elsewhere) {
  Findings findings;
  findings.ok(fmt::format("Redis {} can be used", escaped(redis.version, 40)));
  check_server(findings, redis);
  check_memory(findings, redis);
  check_persistence(findings, redis);
  check_rights(findings, redis, reachable_from_elsewhere);
  findings.add(clock_difference_findings("Redis", redis.clock_ahead));
  return findings;
}

Findings redis_findings(const StoreError& error) {
  Findings findings;
  findings.error(error.message, std::string(advice_for(error.kind)));
  return findings;
}

}  // namespace greycache
