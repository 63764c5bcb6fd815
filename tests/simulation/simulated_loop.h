// The event loop of one simulated process.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <vector>

#include "greycache/event/event_loop.h"
#include "tests/simulation/host_clock.h"
#include "tests/simulation/world.h"

namespace greycache::simulation {

// A turn takes a little time of the world's. Descriptors are real ones, of socket pairs within this
// process, where a byte that was sent is there at once: whoever sends one says so by look().
class SimulatedLoop final : public EventLoop {
 public:
  // `clock` is the host's. Both must outlive it.
  SimulatedLoop(World& world, const HostClock& clock, std::uint64_t seed);
  ~SimulatedLoop() override;
  SimulatedLoop(const SimulatedLoop&) = delete;
  SimulatedLoop& operator=(const SimulatedLoop&) = delete;

  // Called in the process' fiber.
  void run_once(bool wait) override;
  void post(Callback task) override;
  SteadyTime now() const override { return world_.now(); }
  Clock clock() const override {
    return [&world = world_] { return world.now(); };
  }
  WallTime wall() const override { return clock_.wall(); }
  std::uint64_t random() override { return random_.next(); }
  std::unique_ptr<Alarm> make_alarm(Callback& callback) override;
  std::unique_ptr<Watch> make_watch(int fd, For what, Callback& callback) override;

  // Something may have come on a descriptor.
  void look();
  // Called at the end of each turn.
  void set_after_turn(Callback callback) { after_turn_ = std::move(callback); }
  // The process hangs for so long from now on, as one that is stopped or swapped out.
  void stall(World::Span span) {
    stall_ += span;
    // Not only from its next timer on.
    look();
  }

 private:
  class SimulatedAlarm;
  class SimulatedWatch;

  void wait_for_events();
  void run_timers();
  void run_posted();
  void run_watches();
  void wake();

  World& world_;
  const HostClock& clock_;
  Random random_;
  Callback after_turn_;
  std::vector<Callback> posted_;
  std::list<SimulatedAlarm*> over_;                   // in the order their spans ended
  std::map<std::uint64_t, SimulatedWatch*> watches_;  // that are enabled
  std::uint64_t last_watch_ = 0;
  World::FiberId parked_ = 0;
  bool look_ = false;
  World::Span stall_{0};
};

}  // namespace greycache::simulation
