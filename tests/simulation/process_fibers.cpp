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

void ProcessFibers::kill_at(std::int64_t steps, std::function<void()> dies) {
  steps_left_ = steps;
  dies_ = std::move(dies);
}

void ProcessFibers::step() {
  if (steps_left_ == 0 || --steps_left_ > 0 || !Fiber::may_wait()) return;
  world_.after(World::Span(0), dies_);
  throw Killed{};
}

}  // namespace greycache::simulation
