// What with_redis.py and with_postgres.py tell the test program that they run.
#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

namespace greycache {

// A variable of the environment; ends the test case where it is not set.
inline std::string environment(const char* name) {
  const char* value = std::getenv(name);
  REQUIRE_MESSAGE(value != nullptr,
                  "run this by tests/contract/with_redis.py or with_postgres.py: no ", name);
  return value;
}

}  // namespace greycache
