// A worker whose thread is a fiber.
#pragma once

#include <deque>
#include <memory>

#include "greycache/event/event_loop.h"
#include "greycache/storage/worker.h"
#include "tests/simulation/process_fibers.h"

namespace greycache::simulation {

// As ThreadWorker: what it is about when it ends gets its patience, and then is left to itself.
class SimulatedWorker final : public Worker {
 public:
  // The fiber is of `process`: killed with it.
  SimulatedWorker(World& world, EventLoop& loop, std::unique_ptr<PersistentStore> store,
                  ProcessFibers& process);
  ~SimulatedWorker() override;
  SimulatedWorker(const SimulatedWorker&) = delete;
  SimulatedWorker& operator=(const SimulatedWorker&) = delete;

  bool post(Job job) override;
  void end() override;

 private:
  struct State;
  static void run(State& state);
  void wait_for_end();
  void wake();

  World& world_;
  std::shared_ptr<State> state_;
};

}  // namespace greycache::simulation
