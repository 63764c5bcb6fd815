// What INFO of a Redis says, and what is wrong with it.
#include "greyctl/doctor/redis_checks.h"

#include <doctest/doctest.h>

#include "tests/unit/greyctl/doctor/found.h"

namespace greycache::redis_checks_test {

namespace {

RedisFacts good() {
  RedisFacts facts;
  facts.version = "7.0.15";
  facts.role = "master";
  facts.maxmemory = 512 << 20;
  facts.policy = "volatile-ttl";
  facts.clients = 3;
  facts.most_clients = 10'000;
  facts.listpack_value = 512;
  facts.save = "";
  return facts;
}

Findings of(const RedisFacts& facts, bool elsewhere = false) {
  return redis_findings(facts, elsewhere);
}

}  // namespace

TEST_CASE("a Redis as docs/redis-keys.md has it is well") {
  CHECK(is_well(of(good(), true)));
}

TEST_CASE("versions") {
  auto facts = good();
  for (const char* old : {"5.0.14", "6.0.16", "6.1.9"}) {
    facts.version = old;
    CHECK(found(of(facts), Severity::error, "6.2 or later is needed"));
  }
  for (const char* fit : {"6.2.0", "7.0.15", "8.0.1", "10.0.0"}) {
    facts.version = fit;
    CHECK(is_well(of(facts)));
  }
}

TEST_CASE("replicas and clusters") {
  auto facts = good();
  facts.role = "slave";
  CHECK(found(of(facts), Severity::error, "is a replica"));
  facts = good();
  facts.cluster = true;
  CHECK(found(of(facts), Severity::error, "cluster"));
}

TEST_CASE("memory without a limit, or with a policy that does not fit") {
  auto facts = good();
  facts.maxmemory = 0;
  facts.policy = "noeviction";
  CHECK(found(of(facts), Severity::warning, "no maxmemory"));
  facts.maxmemory = 1 << 20;
  CHECK(found(of(facts), Severity::error, "noeviction"));
  for (const char* policy : {"volatile-lru", "allkeys-lru"}) {
    facts.policy = policy;
    CHECK(is_well(of(facts)));
  }
  for (const char* policy : {"allkeys-random", "volatile-random", "allkeys-lfu"}) {
    facts.policy = policy;
    CHECK(found(of(facts), Severity::warning, policy));
  }
}

TEST_CASE("listpacks") {
  auto facts = good();
  facts.listpack_value = 511;
  CHECK(found(of(facts), Severity::warning, "hash-max-listpack-value is 511"));
  facts.listpack_value = 1024;
  CHECK(is_well(of(facts)));
  facts.listpack_value = std::nullopt;
  CHECK(found(of(facts), Severity::note, "may not ask"));
}

TEST_CASE("persistence that is not needed, and one that fails") {
  auto facts = good();
  facts.append_only = true;
  CHECK(found(of(facts), Severity::note, "appendonly"));
  facts = good();
  facts.save = "3600 1 300 100 60 10000";
  CHECK(found(of(facts), Severity::note, "(save)"));
  facts.save = std::nullopt;
  CHECK(is_well(of(facts)));
  facts.saved = false;
  CHECK(found(of(facts), Severity::error, "could not save"));
}

TEST_CASE("rights") {
  auto facts = good();
  facts.all_commands = true;
  CHECK(found(of(facts), Severity::note, "may do everything"));
  facts.without_password = true;
  CHECK(found(of(facts), Severity::note, "may do everything"));
  CHECK(found(of(facts, true), Severity::warning, "no password"));
}

TEST_CASE("clients near their limit, and a clock that differs") {
  auto facts = good();
  facts.clients = 9000;
  CHECK(is_well(of(facts)));
  facts.clients = 9001;
  CHECK(found(of(facts), Severity::warning, "9001 clients of 10000"));
  facts = good();
  facts.clock_ahead = std::chrono::seconds(5);
  CHECK(found(of(facts), Severity::warning, "Redis's host is 5 s ahead"));
}

TEST_CASE("a Redis that cannot be used is told with its reason and what fits it") {
  using Kind = StoreError::Kind;
  const auto advice = [](Kind kind) {
    const auto findings = redis_findings(StoreError{kind, "Redis: it says why"});
    REQUIRE(found(findings, Severity::error, "it says why"));
    return findings.all().front().advice;
  };
  CHECK(advice(Kind::read_only).find("master") != std::string::npos);
  CHECK(advice(Kind::refused).find("redis-acl.conf") != std::string::npos);
  CHECK(advice(Kind::unavailable).find("systemctl status") != std::string::npos);
}

}  // namespace greycache::redis_checks_test
