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

  // Kills it where it waits for the outside the `steps`-th time from now: before or after something
  // took effect. `dies` is called then, outside of any fiber, and is to call kill().
  void kill_at(std::int64_t steps, std::function<void()> dies);
  // Called wherever one of its fibers begins or ends to wait for the outside. Throws Killed.
  void step();

 private:
  World& world_;
  std::vector<World::FiberId> fibers_;
  bool killed_ = false;
  std::int64_t steps_left_ = 0;  // 0: it lives on
  std::function<void()> dies_;
};

}  // namespace greycache::simulation
