// What the catalogues of a PostgreSQL say, and what is wrong with it.
#include "greyctl/doctor/postgres_checks.h"

#include <doctest/doctest.h>

#include "tests/unit/greyctl/doctor/found.h"

namespace greycache::postgres_checks_test {

namespace {

PostgresFacts good() {
  PostgresFacts facts;
  facts.version = 150020;
  facts.synchronous_commit = "on";
  facts.fsync = "on";
  facts.full_page_writes = "on";
  facts.autovacuum = "on";
  facts.connections = 8;
  facts.most_connections = 100;
  facts.tables = {{"from_awl", 1000, 9999}};
  facts.has_partition_of_today = true;
  facts.has_partition_of_tomorrow = true;
  facts.oldest_partition = 1;
  return facts;
}

Findings of(const PostgresFacts& facts) {
  return postgres_findings(facts, Settings());
}

}  // namespace

TEST_CASE("a PostgreSQL with everything in its place is well") {
  CHECK(is_well(of(good())));
  auto pooled = good();
  pooled.pooled = true;
  CHECK(is_well(of(pooled)));
}

TEST_CASE("a standby") {
  auto facts = good();
  facts.read_only = true;
  CHECK(found(of(facts), Severity::error, "standby"));
}

TEST_CASE("settings that lose what was written") {
  auto facts = good();
  facts.synchronous_commit = "off";
  CHECK(found(of(facts), Severity::warning, "synchronous_commit = off"));
  facts = good();
  facts.synchronous_commit = "local";
  CHECK(is_well(of(facts)));
  facts.fsync = "off";
  CHECK(found(of(facts), Severity::error, "fsync = off"));
  facts = good();
  facts.full_page_writes = "off";
  CHECK(found(of(facts), Severity::error, "full_page_writes = off"));
}

TEST_CASE("schema and rights") {
  auto facts = good();
  facts.schema_trouble = "PostgreSQL: schema greycache is at version 8, this program needs 9";
  CHECK(found(of(facts), Severity::error, "is at version 8"));
  facts = good();
  facts.missing_rights = "delete on connect";
  facts.rights_advice = "run sql/roles.sql";
  CHECK(found(of(facts), Severity::error, "delete on connect"));
}

TEST_CASE("dead rows that nobody removes") {
  auto facts = good();
  facts.tables = {{"from_awl", 9999, 10'000}};
  CHECK(found(of(facts), Severity::warning, "from_awl has 10000 dead rows beside 9999"));
  facts.tables = {{"from_awl", 10'000, 10'000}};
  CHECK(is_well(of(facts)));
  facts.autovacuum = "off";
  CHECK(found(of(facts), Severity::warning, "autovacuum = off"));
}

TEST_CASE("partitions that were not made, or not dropped") {
  auto facts = good();
  facts.has_partition_of_tomorrow = false;
  CHECK(found(of(facts), Severity::warning, "no partition for tomorrow"));
  facts.has_partition_of_today = false;
  CHECK(found(of(facts), Severity::warning, "no partition for today"));
  facts = good();
  facts.oldest_partition = 6;  // kept for a day
  CHECK(is_well(of(facts)));
  facts.oldest_partition = 7;
  CHECK(found(of(facts), Severity::warning, "partitions of 7 days ago"));
}

TEST_CASE("connections near their limit") {
  auto facts = good();
  facts.connections = 90;
  CHECK(is_well(of(facts)));
  facts.connections = 91;
  CHECK(found(of(facts), Severity::warning, "91 connections of 100"));
}

TEST_CASE("a PostgreSQL that cannot be used") {
  using Kind = StoreError::Kind;
  CHECK(found(postgres_findings(StoreError{Kind::unavailable, "PostgreSQL: no answer in time"}),
              Severity::error, "no answer in time"));
  const auto refused = postgres_findings(StoreError{Kind::refused, "PostgreSQL: no password"});
  CHECK(refused.all().front().advice.find("pg_hba.conf") != std::string::npos);
}

}  // namespace greycache::postgres_checks_test
