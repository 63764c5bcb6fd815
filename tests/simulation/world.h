// The simulated world's time, and everything that happens in it, one after the other.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string_view>
#include <utility>

#include "tests/simulation/fiber.h"
#include "tests/simulation/random.h"
#include "tests/simulation/trace.h"

namespace greycache::simulation {

// All that happens is a task at a moment; of one moment they come in the order they were asked for.
// Nothing else decides an order, so a seed has one run.
class World {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Span = std::chrono::microseconds;
  // Names a task that may be called off.
  using Ticket = std::pair<Time, std::uint64_t>;

  explicit World(std::uint64_t seed);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  Time now() const { return now_; }
  // Since the beginning.
  Span elapsed() const;

  // Runs outside of any fiber.
  Ticket after(Span span, std::function<void()> task);
  Ticket at(Time time, std::function<void()> task);
  void call_off(const Ticket& ticket) { tasks_.erase(ticket); }

  // A fiber's number: it may outlive the fiber.
  using FiberId = std::uint64_t;
  // Begins at the next moment.
  FiberId spawn(std::function<void()> function);
  // The fiber that runs.
  FiberId current() const { return current_; }
  // Lets a fiber that suspended go on at the next moment.
  void wake(FiberId id);
  // Outside of any fiber: it is unwound at once.
  void kill(FiberId id);
  // Within a fiber: waits. Throws Killed.
  void sleep(Span span);

  // Unwinds all fibers.
  void end();

  // What happens up to and at that moment.
  void run_until(Time end);

  Random& random() { return random_; }
  Trace& trace() { return trace_; }
  // Into the trace, with the time.
  void note(std::string_view what);

 private:
  void resume(FiberId id);
  void forget_ended(FiberId id);

  Time now_;
  std::uint64_t serial_ = 0;
  std::map<Ticket, std::function<void()>> tasks_;
  std::map<FiberId, std::unique_ptr<Fiber>> fibers_;
  FiberId current_ = 0;
  Random random_;
  Trace trace_;
};

}  // namespace greycache::simulation
