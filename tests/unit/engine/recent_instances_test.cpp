#include "greycache/engine/recent_instances.h"

#include <doctest/doctest.h>

#include <string>

using namespace greycache;

TEST_CASE("an instance has its header for one recipient, and for that one by another connection") {
  RecentInstances recent;
  CHECK_FALSE(recent.had_header({"1.2.3.0", "a@b", 1}));
  CHECK(recent.had_header({"1.2.3.0", "a@b", 1}));
  CHECK_FALSE(recent.had_header({"1.2.3.0", "a@b", 2}));
  CHECK(recent.had_header({"1.2.3.0", "a@b", 2}));
  CHECK(recent.had_header({"1.2.3.0", "c@d", 1}));
  CHECK(recent.had_header({"1.2.3.0", "c@d", 3}));
  CHECK_FALSE(recent.had_header({"1.2.3.1", "c@d", 1}));
}

TEST_CASE("a question at DATA has no header where one was given, by whatever connection") {
  RecentInstances recent;
  CHECK_FALSE(recent.had_header({"1.2.3.0", "a@b", 1}));
  CHECK(recent.had_header({"1.2.3.0", "a@b", 2, false}));
  CHECK_FALSE(recent.had_header({"1.2.3.1", "a@b", 2, false}));
  CHECK(recent.had_header({"1.2.3.1", "a@b", 2, false}));
}

TEST_CASE("requests without an instance are never taken for one message") {
  RecentInstances recent;
  CHECK_FALSE(recent.had_header({"", "a@b", 1}));
  CHECK_FALSE(recent.had_header({"", "c@d", 1}));
}

TEST_CASE("the oldest instance is forgotten when one more than the bound is remembered") {
  RecentInstances recent;
  for (std::size_t i = 0; i < RecentInstances::kMost; ++i) {
    CHECK_FALSE(recent.had_header({std::to_string(i), "a@b"}));
  }
  CHECK(recent.had_header({"0", "c@d"}));
  CHECK_FALSE(recent.had_header({"one more", "a@b"}));
  CHECK(recent.had_header({"1", "c@d"}));
  CHECK(recent.had_header({"one more", "c@d"}));
  CHECK_FALSE(recent.had_header({"0", "c@d"}));
}

TEST_CASE("exactly the last instances are remembered, however many there were") {
  RecentInstances recent;
  constexpr std::size_t kAll = 5 * RecentInstances::kMost / 2;
  for (std::size_t i = 0; i < kAll; ++i) {
    REQUIRE_FALSE(recent.had_header({std::to_string(i), "a@b"}));
  }
  for (std::size_t i = kAll - RecentInstances::kMost; i < kAll; ++i) {
    REQUIRE(recent.had_header({std::to_string(i), "c@d"}));
  }
  CHECK_FALSE(recent.had_header({std::to_string(kAll - RecentInstances::kMost - 1), "c@d"}));
}
