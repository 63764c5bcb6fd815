// The event loop of one simulated process.
#include "tests/simulation/simulated_loop.h"

#include <poll.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace greycache::simulation {

namespace {

// What a turn takes of the processor.
constexpr World::Span kLeastTurn{5};
constexpr World::Span kMostTurn{200};

}  // namespace

// Its task in the world only says that it is over; its callback runs in a turn.
class SimulatedLoop::SimulatedAlarm final : public EventLoop::Alarm {
 public:
  SimulatedAlarm(SimulatedLoop& loop, Callback& callback) : loop_(loop), callback_(callback) {}
  ~SimulatedAlarm() override { SimulatedAlarm::stop(); }
  SimulatedAlarm(const SimulatedAlarm&) = delete;
  SimulatedAlarm& operator=(const SimulatedAlarm&) = delete;

  void start(std::chrono::microseconds span) override {
    stop();
    ticket_ = loop_.world_.after(std::max(span, World::Span(0)), [this] {
      ticket_.reset();
      over_ = true;
      loop_.over_.push_back(this);
      loop_.wake();
    });
  }
  void stop() override {
    if (ticket_) loop_.world_.call_off(*ticket_);
    ticket_.reset();
    if (std::exchange(over_, false)) loop_.over_.remove(this);
  }
  bool running() const override { return ticket_ || over_; }
  void run() {
    over_ = false;
    callback_();
  }

 private:
  SimulatedLoop& loop_;
  Callback& callback_;
  std::optional<World::Ticket> ticket_;
  bool over_ = false;
};

class SimulatedLoop::SimulatedWatch final : public EventLoop::Watch {
 public:
  SimulatedWatch(SimulatedLoop& loop, std::uint64_t id, int fd, For what, Callback& callback)
      : loop_(loop), id_(id), fd_(fd), what_(what), callback_(callback) {}
  ~SimulatedWatch() override { SimulatedWatch::stop(); }
  SimulatedWatch(const SimulatedWatch&) = delete;
  SimulatedWatch& operator=(const SimulatedWatch&) = delete;

  void start() override {
    loop_.watches_.emplace(id_, this);
    loop_.look();
  }
  void stop() override { loop_.watches_.erase(id_); }
  pollfd asked() const {
    return {fd_, static_cast<short>(what_ == For::reading ? POLLIN : POLLOUT), 0};
  }
  void run() { callback_(); }

 private:
  SimulatedLoop& loop_;
  std::uint64_t id_;
  int fd_;
  For what_;
  Callback& callback_;
};

SimulatedLoop::SimulatedLoop(World& world, const HostClock& clock, std::uint64_t seed)
    : world_(world), clock_(clock), random_(seed) {}

SimulatedLoop::~SimulatedLoop() = default;

std::unique_ptr<EventLoop::Alarm> SimulatedLoop::make_alarm(Callback& callback) {
  return std::make_unique<SimulatedAlarm>(*this, callback);
}

std::unique_ptr<EventLoop::Watch> SimulatedLoop::make_watch(int fd, For what, Callback& callback) {
  return std::make_unique<SimulatedWatch>(*this, ++last_watch_, fd, what, callback);
}

void SimulatedLoop::post(Callback task) {
  posted_.push_back(std::move(task));
  wake();
}

void SimulatedLoop::look() {
  look_ = true;
  wake();
}

void SimulatedLoop::wake() {
  if (parked_ != 0) world_.wake(std::exchange(parked_, 0));
}

void SimulatedLoop::run_once(bool wait) {
  // The owner may have done something since the turn before.
  if (after_turn_) after_turn_();
  if (wait) wait_for_events();
  world_.sleep(random_.between(kLeastTurn, kMostTurn) + std::exchange(stall_, World::Span(0)));
  run_timers();
  run_posted();
  run_watches();
  if (after_turn_) after_turn_();
}

void SimulatedLoop::wait_for_events() {
  while (posted_.empty() && over_.empty() && !look_) {
    parked_ = world_.current();
    Fiber::suspend();
  }
}

// Those that are over now: one that is started anew waits for the next turn.
void SimulatedLoop::run_timers() {
  for (std::size_t left = over_.size(); left > 0 && !over_.empty(); --left) {
    SimulatedAlarm* const alarm = over_.front();
    over_.pop_front();
    alarm->run();
  }
}

void SimulatedLoop::run_posted() {
  for (Callback& task : std::exchange(posted_, {})) task();
}

// As epoll(7) does without EPOLLET: what was not read is told again in the next turn.
void SimulatedLoop::run_watches() {
  look_ = false;
  std::vector<std::uint64_t> ids;
  std::vector<pollfd> asked;
  for (const auto& [id, watch] : watches_) {
    ids.push_back(id);
    asked.push_back(watch->asked());
  }
  if (asked.empty() || poll(asked.data(), asked.size(), 0) <= 0) return;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto watch = watches_.find(ids[i]);
    if (asked[i].revents == 0 || watch == watches_.end()) continue;
    look_ = true;
    watch->second->run();
  }
}

}  // namespace greycache::simulation
