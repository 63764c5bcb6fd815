// One process of the daemon.
#include "tests/simulation/daemon_process.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <utility>

#include "greycache/core/start_error.h"

namespace greycache::simulation {

namespace {

constexpr World::Span kTick{5'000};

std::shared_ptr<const ListSet> empty_lists() {
  auto lists = std::make_shared<ListSet>();
  lists->whitelist = std::make_shared<const ClientWhitelist>();
  lists->smart_patterns = std::make_shared<const SmartPatterns>();
  lists->discrimination = std::make_shared<const Discrimination>();
  lists->recipients = std::make_shared<const AddressWhitelist>();
  lists->senders = std::make_shared<const AddressWhitelist>();
  return lists;
}

// As SCM_RIGHTS does.
std::vector<PassedSocket> copies_of(const std::vector<PassedSocket>& sessions) {
  std::vector<PassedSocket> copies;
  for (const PassedSocket& session : sessions) {
    const int copy = fcntl(session.descriptor.get(), F_DUPFD_CLOEXEC, 0);
    copies.push_back({session.kind, FileDescriptor(copy), session.bytes, session.unsent});
  }
  return copies;
}

}  // namespace

DaemonProcess::DaemonProcess(Surroundings surroundings, const Settings& settings)
    : surroundings_(std::move(surroundings)),
      world_(surroundings_.world),
      settings_(settings),
      lists_(empty_lists()),
      fibers_(world_) {}

DaemonProcess::~DaemonProcess() = default;

void DaemonProcess::start() {
  fibers_.spawn([this] { main({}, StateIs::found, Fortune::takes_over); });
}

void DaemonProcess::start(std::vector<PassedSocket> sessions, Fortune fortune) {
  successor_ = true;
  auto shared = std::make_shared<std::vector<PassedSocket>>(std::move(sessions));
  fibers_.spawn(
      [this, shared, fortune] { main(std::move(*shared), StateIs::handed_over, fortune); });
}

void DaemonProcess::kill() {
  fibers_.kill();
  serving_ = false;
  if (!std::exchange(ended_, true)) surroundings_.ended();
}

void DaemonProcess::reload(const Settings& settings) {
  settings_ = settings;
  if (!serving_) return;
  loop_->post([this] {
    service_->set_settings(settings_);
    service_->apply_policy();
  });
}

void DaemonProcess::hand_over(DaemonProcess& successor, Fortune fortune,
                              std::function<void(bool taken_over)> done) {
  asked_.successor = &successor;
  asked_.fortune = fortune;
  asked_.done = std::move(done);
}

// Whatever it has is given back here, as at the end of a process; a kill unwinds to here, too.
void DaemonProcess::main(std::vector<PassedSocket> sessions, StateIs state_is, Fortune fortune) {
  // By whatever way it ends, nobody looks into it any more.
  const auto leave = [](DaemonProcess* self) {
    self->serving_ = false;
    self->loop_ = nullptr;
    self->service_ = nullptr;
  };
  const std::unique_ptr<DaemonProcess, decltype(leave)> end(this, leave);
  try {
    SimulatedLoop loop(world_, surroundings_.clock, surroundings_.seed);
    loop_ = &loop;
    loop.set_after_turn(surroundings_.after_turn);
    run(std::move(sessions), state_is, fortune);
  } catch (const StartError& error) {
    surroundings_.note(fmt::format("cannot start: {}", error.what()));
  }
  // Its workers' fibers end beside.
  world_.after(World::Span(0), [this] { kill(); });
}

void DaemonProcess::run(std::vector<PassedSocket> sessions, StateIs state_is, Fortune fortune) {
  if (fortune == Fortune::hangs) world_.sleep(std::chrono::hours(1));
  if (fortune == Fortune::refuses) throw StartError("planned");
  if (fortune == Fortune::dies_opening) {
    world_.after(World::Span(3'000), [this] { kill(); });
  }
  Service::Surroundings around;
  around.storage = [this](const Settings& settings, StateIs state) {
    return surroundings_.storage(*this, settings, state);
  };
  around.decision_log = [this](const Settings&) { return surroundings_.decision_log(); };
  around.lists = [this] { return lists_; };
  around.on_health = [this](const StoreHealth::Change& change) {
    surroundings_.note(
        fmt::format("{} {} {}", change.name, change.up ? "up" : "down", change.reason));
  };
  Service service(*loop_, settings_, std::move(around));
  service_ = &service;
  service.open(state_is);
  opened_ = true;
  if (successor_ && !wait_for_go(fortune)) return;
  service.serve(std::move(sessions));
  Timer seconds(*loop_, [&] {
    seconds.start(std::chrono::seconds(1));
    service.each_second();
  });
  serve(seconds);
}

bool DaemonProcess::wait_for_go(Fortune fortune) {
  if (fortune == Fortune::dies_opened) return false;
  while (!go_) world_.sleep(kTick);
  return true;
}

void DaemonProcess::serve(Timer& seconds) {
  seconds.start(std::chrono::seconds(1));
  serving_ = true;
  surroundings_.serves();
  while (!asked_.ending) {
    service_->run_once();
    if (asked_.successor != nullptr && hand_over_now()) return;
  }
  serving_ = false;
  service_->end();
  surroundings_.after_turn();
}

// As Daemon::hand_over() does, by its times.
bool DaemonProcess::hand_over_now() {
  DaemonProcess& successor = *std::exchange(asked_.successor, nullptr);
  serving_ = false;
  auto given = service_->give_up();
  if (!given) {
    surroundings_.note("does not let go: " + given.error());
    return go_on(successor);
  }
  std::vector<PassedSocket> sessions = std::move(*given);
  successor.start(copies_of(sessions), asked_.fortune);
  World::Span waited{0};
  while (!successor.opened_ && !successor.ended_ && waited < Service::kPatienceWithSuccessor) {
    world_.sleep(kTick);
    waited += kTick;
  }
  // A successor that has died since is seen by the end of its connection.
  if (successor.opened_ && !successor.ended_ && asked_.fortune != Fortune::dies_opened) {
    successor.go_ = true;
    asked_.done(true);
    return true;
  }
  world_.after(World::Span(0), [&successor] { successor.kill(); });
  world_.sleep(World::Span(1'000));
  service_->take_back(std::move(sessions));
  return go_on(successor);
}

bool DaemonProcess::go_on(DaemonProcess& successor) {
  world_.after(World::Span(0), [&successor] { successor.kill(); });
  serving_ = true;
  asked_.done(false);
  surroundings_.serves();
  return false;
}

}  // namespace greycache::simulation
