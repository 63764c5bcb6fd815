// The flows of control of one simulated process.
#include "tests/simulation/process_fibers.h"

#include <utility>

namespace greycache::simulation {

World::FiberId ProcessFibers::spawn(std::function<void()> function) {
  return fibers_.emplace_back(world_.spawn(std::move(function)));
}

void ProcessFibers::kill() {
  killed_ = true;
  while (!fibers_.empty()) {
    const World::FiberId last = fibers_.back();
    fibers_.pop_back();
    world_.kill(last);
  }
}

}  // namespace greycache::simulation
