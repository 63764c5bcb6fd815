// Shows how often an outage is told.
#include "greycache/storage/store_health.h"

#include <doctest/doctest.h>

#include <vector>

namespace greycache {

TEST_CASE("an outage is told once, again when its kind changes, and its end once") {
  std::vector<std::string> told;
  StoreHealth health("Redis", [&told](const StoreHealth::Change& change) {
    told.push_back((change.up ? "+" : "-") + change.reason);
  });
  using Kind = StoreError::Kind;
  health.set_up();
  CHECK(told.empty());
  health.set_down({Kind::unavailable, "closed"});
  health.set_down({Kind::unavailable, "cannot connect"});
  CHECK(told == std::vector<std::string>{"-closed"});
  health.set_down({Kind::refused, "WRONGPASS"});
  health.set_down({Kind::refused, "WRONGPASS"});
  CHECK(told == std::vector<std::string>{"-closed", "-WRONGPASS"});
  CHECK(health.outages() == 1);
  health.set_up();
  health.set_up();
  CHECK(told.size() == 3);
  CHECK(told.back() == "+");
  health.set_down({Kind::unavailable, "closed"});
  CHECK(health.outages() == 2);
  CHECK(told.size() == 4);
}

TEST_CASE("a store that takes nothing can be read") {
  using Kind = StoreError::Kind;
  StoreHealth health("PostgreSQL", [](const StoreHealth::Change&) {});
  CHECK(health.readable());
  health.set_down({Kind::read_only, "a standby"});
  CHECK_FALSE(health.up());
  CHECK(health.readable());
  health.set_down({Kind::unavailable, "closed"});
  CHECK_FALSE(health.readable());
  health.set_up();
  CHECK(health.readable());
}

}  // namespace greycache
