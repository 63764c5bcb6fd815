// What a reload changes.
#include "greycache/config/settings_difference.h"

#include "read.h"

using namespace greycache;
using namespace greycache::test;

TEST_CASE("only settings that need a restart are named") {
  const Settings running;
  CHECK(reload_differences(running, running).empty());
  const Settings read = good("awl_age = 61\nstorage = shared\nredis_prefix = other\n").settings;
  const auto names = reload_differences(running, read);
  REQUIRE(names.size() == 2);
  CHECK(names[0] == "storage");
  CHECK(names[1] == "redis_prefix");
}

TEST_CASE("a reload takes the rest and keeps what needs a restart") {
  const Settings running;
  const Settings read = good("reconnect_delay = 7\nstorage = shared\n").settings;
  const Settings next = reloaded(running, read);
  CHECK(next.storage == Storage::embedded);
  CHECK(next.reconnect_delay == std::chrono::minutes(7));
  CHECK(rules_of(next).reconnect_delay_text == "7 minutes");
  CHECK(reload_differences(running, next).empty());
}
