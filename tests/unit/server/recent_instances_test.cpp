#include "greycache/server/recent_instances.h"

#include <doctest/doctest.h>

#include <string>

using namespace greycache;

TEST_CASE("an instance has its header for one recipient, and for that one again") {
  RecentInstances recent;
  CHECK_FALSE(recent.header_given("1.2.3.0", "a@b"));
  recent.remember("1.2.3.0", "a@b");
  CHECK_FALSE(recent.header_given("1.2.3.0", "a@b"));
  CHECK(recent.header_given("1.2.3.0", "c@d"));
  CHECK_FALSE(recent.header_given("1.2.3.1", "c@d"));
}

TEST_CASE("requests without an instance are never taken for one message") {
  RecentInstances recent;
  recent.remember("", "a@b");
  CHECK_FALSE(recent.header_given("", "c@d"));
}

TEST_CASE("the oldest instance is forgotten when one more than the bound is remembered") {
  RecentInstances recent;
  for (std::size_t i = 0; i < RecentInstances::kMost; ++i)
    recent.remember(std::to_string(i), "a@b");
  CHECK(recent.header_given("0", "c@d"));
  recent.remember("one more", "a@b");
  CHECK_FALSE(recent.header_given("0", "c@d"));
  CHECK(recent.header_given("1", "c@d"));
  CHECK(recent.header_given("one more", "c@d"));
}
