// The wall clock of one simulated host, which may be wrong.
#pragma once

#include <chrono>

#include "tests/simulation/world.h"

namespace greycache::simulation {

class HostClock {
 public:
  using WallTime = std::chrono::system_clock::time_point;

  HostClock(const World& world, std::chrono::seconds offset) : world_(world), offset_(offset) {}

  WallTime wall() const { return true_time(world_) + offset_; }
  // Sets it: by how much it is wrong from now on.
  void set_offset(std::chrono::seconds offset) { offset_ = offset; }
  std::chrono::seconds offset() const { return offset_; }

  // What a clock shows that is right.
  static WallTime true_time(const World& world) {
    return WallTime(std::chrono::seconds(1'750'000'000) + world.elapsed());
  }

 private:
  const World& world_;
  std::chrono::seconds offset_;
};

}  // namespace greycache::simulation
