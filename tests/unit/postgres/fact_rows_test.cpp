// Facts are cut into statements of one kind and of bounded size.
#include "greycache/postgres/fact_rows.h"

#include <doctest/doctest.h>

#include "greycache/postgres/statements.h"
#include "tests/contract/example_facts.h"

namespace greycache {

namespace {

std::vector<Fact> connects(std::size_t count) {
  return {count, connect_fact("192.0.2", "n", "d.example", "r", kTestTime)};
}

}  // namespace

TEST_CASE("no facts are no statement") {
  CHECK(merge_statements({}).empty());
}

TEST_CASE("a statement takes a thousand rows and no more") {
  CHECK(merge_statements(connects(999)).size() == 1);
  CHECK(merge_statements(connects(1000)).size() == 1);
  CHECK(merge_statements(connects(1001)).size() == 2);
  CHECK(merge_statements(connects(2001)).size() == 3);
}

TEST_CASE("each kind has its statement and its columns") {
  std::vector<Fact> facts = connects(2);
  facts.push_back(from_awl_fact("192.0.2", "n", "d.example", 5, 6));
  facts.push_back(domain_awl_fact("192.0.2", "d.example", 5, 6));
  const auto statements = merge_statements(facts);
  REQUIRE(statements.size() == 3);
  CHECK(std::string_view(statements[0].sql) == statements::kMergeConnect);
  CHECK(statements[0].parameters.values().size() == 5);
  CHECK(std::string_view(statements[1].sql) == statements::kMergeFromAwl);
  CHECK(statements[1].parameters.values().size() == 5);
  CHECK(std::string_view(statements[2].sql) == statements::kMergeDomainAwl);
  CHECK(statements[2].parameters.values().size() == 4);
}

TEST_CASE("times beyond the years 1 to 9999 become the nearest of them") {
  CHECK(storable_time(0) == 0);
  CHECK(storable_time(-62'135'596'800) == -62'135'596'800);
  CHECK(storable_time(-62'135'596'801) == -62'135'596'800);
  CHECK(storable_time(INT64_MIN) == -62'135'596'800);
  CHECK(storable_time(253'402'300'799) == 253'402'300'799);
  CHECK(storable_time(253'402'300'800) == 253'402'300'799);
  CHECK(storable_time(INT64_MAX) == 253'402'300'799);
}

}  // namespace greycache
