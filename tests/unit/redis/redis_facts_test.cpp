// What INFO of a real redis-server 7.0.15 says.
#include "greycache/redis/redis_facts.h"

#include <doctest/doctest.h>

namespace greycache::redis_facts_test {

namespace {

constexpr std::string_view kInfo =
    "# Server\r\nredis_version:7.0.15\r\nredis_mode:standalone\r\n"
    "server_time_usec:1795945769453199\r\n\r\n"
    "# Clients\r\nconnected_clients:1\r\ncluster_connections:0\r\nmaxclients:10000\r\n\r\n"
    "# Memory\r\nused_memory:916960\r\nmaxmemory:67108864\r\nmaxmemory_human:64.00M\r\n"
    "maxmemory_policy:volatile-ttl\r\n\r\n"
    "# Persistence\r\nloading:0\r\nrdb_last_bgsave_status:ok\r\naof_enabled:1\r\n"
    "aof_last_bgrewrite_status:ok\r\naof_last_write_status:ok\r\n\r\n"
    "# Replication\r\nrole:master\r\nconnected_slaves:0\r\n\r\n# Cluster\r\ncluster_enabled:0\r\n";

constexpr Milliseconds kNow{1'795'945'764'453};

std::string with(std::string_view from, std::string_view to) {
  std::string info(kInfo);
  info.replace(info.find(from), from.size(), to);
  return info;
}

}  // namespace

TEST_CASE("a master with a limit of memory and an append-only file") {
  const RedisFacts facts = redis_facts_in(kInfo, kNow);
  CHECK(facts.version == "7.0.15");
  CHECK(facts.role == "master");
  CHECK_FALSE(facts.cluster);
  CHECK(facts.maxmemory == 64 << 20);
  CHECK(facts.policy == "volatile-ttl");
  CHECK(facts.append_only);
  CHECK(facts.saved);
  CHECK(facts.clients == 1);
  CHECK(facts.most_clients == 10'000);
  CHECK(facts.clock_ahead == std::chrono::seconds(5));
}

TEST_CASE("replicas, clusters, and what could not be saved") {
  CHECK(redis_facts_in(with("role:master", "role:slave"), kNow).role == "slave");
  CHECK(redis_facts_in(with("cluster_enabled:0", "cluster_enabled:1"), kNow).cluster);
  CHECK_FALSE(redis_facts_in(with("bgsave_status:ok", "bgsave_status:err"), kNow).saved);
  CHECK_FALSE(redis_facts_in(with("last_write_status:ok", "last_write_status:err"), kNow).saved);
}

TEST_CASE("an answer without what was asked for says nothing wrong") {
  const RedisFacts facts = redis_facts_in("", kNow);
  CHECK(facts.saved);
  CHECK(facts.most_clients == 0);
  CHECK(facts.clock_ahead == Milliseconds::zero());
}

}  // namespace greycache::redis_facts_test
