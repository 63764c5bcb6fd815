// A worker whose thread is a fiber.
#include "tests/simulation/simulated_worker.h"

#include <chrono>
#include <utility>

#include "greycache/storage/thread_worker.h"

namespace greycache::simulation {

// Shared with the fiber, which may be left to itself.
struct SimulatedWorker::State {
  State(EventLoop* its_loop, std::unique_ptr<PersistentStore> its_store)
      : loop(its_loop), store(std::move(its_store)) {}

  EventLoop* loop;  // null once the worker is gone
  std::unique_ptr<PersistentStore> store;
  std::deque<Job> jobs;
  std::shared_ptr<const bool> alive = std::make_shared<const bool>(true);
  World::FiberId fiber = 0;
  bool idle = false;  // the fiber waits for a job
  bool ending = false;
  bool ended = false;
};

SimulatedWorker::SimulatedWorker(World& world, EventLoop& loop,
                                 std::unique_ptr<PersistentStore> store, ProcessFibers& process)
    : world_(world), state_(std::make_shared<State>(&loop, std::move(store))) {
  state_->fiber = process.spawn([state = state_] {
    run(*state);
    state->ended = true;
    state->store.reset();
  });
}

SimulatedWorker::~SimulatedWorker() {
  end();
  try {
    wait_for_end();
  } catch (const Killed&) {
    // The process goes; whatever it does next that waits ends it.
  }
  state_->loop = nullptr;
  state_->alive.reset();
}

void SimulatedWorker::wait_for_end() {
  constexpr World::Span kWorkerTick{5000};
  World::Span waited{0};
  while (!state_->ended && waited < ThreadWorker::kPatience && Fiber::may_wait()) {
    world_.sleep(kWorkerTick);
    waited += kWorkerTick;
  }
}

void SimulatedWorker::run(State& state) {
  while (true) {
    while (state.jobs.empty() && !state.ending) {
      state.idle = true;
      Fiber::suspend();
    }
    if (state.ending) return;
    const Job job = std::move(state.jobs.front());
    state.jobs.pop_front();
    Completion completion = job(*state.store);
    if (completion && !state.ending) {
      // As the thread's: a completion that the loop has not called when the worker ends is dropped.
      state.loop->post([alive = std::weak_ptr(state.alive), completion] {
        if (!alive.expired()) completion();
      });
    }
  }
}

bool SimulatedWorker::post(Job job) {
  if (state_->jobs.size() >= kMostJobs) return false;
  state_->jobs.push_back(std::move(job));
  wake();
  return true;
}

void SimulatedWorker::end() {
  state_->ending = true;
  wake();
}

void SimulatedWorker::wake() {
  if (std::exchange(state_->idle, false)) world_.wake(state_->fiber);
}

}  // namespace greycache::simulation
