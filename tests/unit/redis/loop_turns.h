// The loop of a test, turned until something is reached.
#pragma once

#include <doctest/doctest.h>

#include <functional>

#include "greycache/redis/wire/run_briefly.h"

namespace greycache {

inline void run_until(EventLoop& loop, const std::function<bool()>& reached) {
  const auto end = loop.now() + std::chrono::seconds(10);
  while (!reached() && loop.now() < end) run_briefly(loop);
  REQUIRE(reached());
}

}  // namespace greycache
