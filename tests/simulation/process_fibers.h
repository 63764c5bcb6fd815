// The flows of control of one simulated process: its loop's and its workers'.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "tests/simulation/world.h"

namespace greycache::simulation {

// Killed together.
class ProcessFibers {
 public:
  explicit ProcessFibers(World& world) : world_(world) {}

  World::FiberId spawn(std::function<void()> function);
  // Outside of any fiber: at once, the first last, as everything is its.
  void kill();
  bool killed() const { return killed_; }

 private:
  World& world_;
  std::vector<World::FiberId> fibers_;
  bool killed_ = false;
};

}  // namespace greycache::simulation
