// The simulated world's time, and everything that happens in it, one after the other.
#include "tests/simulation/world.h"

#include <algorithm>

namespace greycache::simulation {

namespace {

// A host that has run for a while: no time of it is 0.
constexpr World::Time kBeginning{std::chrono::hours(100)};

}  // namespace

World::World(std::uint64_t seed) : now_(kBeginning), random_(seed) {}

World::~World() {
  end();
}

void World::end() {
  while (!fibers_.empty()) kill(fibers_.begin()->first);
}

World::Span World::elapsed() const {
  return std::chrono::duration_cast<Span>(now_ - kBeginning);
}

World::Ticket World::at(Time time, std::function<void()> task) {
  const Ticket ticket{std::max(time, now_), ++serial_};
  tasks_.emplace(ticket, std::move(task));
  return ticket;
}

World::Ticket World::after(Span span, std::function<void()> task) {
  return at(now_ + span, std::move(task));
}

World::FiberId World::spawn(std::function<void()> function) {
  const FiberId id = ++serial_;
  fibers_.emplace(id, std::make_unique<Fiber>(std::move(function)));
  wake(id);
  return id;
}

void World::wake(FiberId id) {
  after(Span(0), [this, id] { resume(id); });
}

void World::resume(FiberId id) {
  const auto found = fibers_.find(id);
  if (found == fibers_.end()) return;
  current_ = id;
  found->second->resume();
  current_ = 0;
  forget_ended(id);
}

void World::kill(FiberId id) {
  const auto found = fibers_.find(id);
  if (found == fibers_.end()) return;
  current_ = id;
  found->second->kill();
  current_ = 0;
  forget_ended(id);
}

void World::forget_ended(FiberId id) {
  const auto found = fibers_.find(id);
  if (found->second->ended()) fibers_.erase(found);
}

void World::sleep(Span span) {
  const Ticket ticket = after(span, [this, id = current_] { resume(id); });
  try {
    Fiber::suspend();
  } catch (const Killed&) {
    call_off(ticket);
    throw;
  }
}

void World::run_until(Time end) {
  while (!tasks_.empty() && tasks_.begin()->first.first <= end) {
    auto task = tasks_.extract(tasks_.begin());
    now_ = task.key().first;
    task.mapped()();
  }
  now_ = end;
}

void World::note(std::string_view what) {
  trace_.add(elapsed(), what);
}

}  // namespace greycache::simulation
