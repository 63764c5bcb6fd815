// One MX.
#include "tests/simulation/mx_host.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/policy_request.h"
#include "greycache/policy/admission.h"

namespace greycache::simulation {

namespace {

// From a request's last byte to its answer; the engine keeps its budget in ticks of 10 ms.
constexpr std::chrono::milliseconds kBudget{1'050};
// Whoever meets a takeover, or an end, waits no longer; the next process needs a moment, too.
constexpr std::chrono::milliseconds kTakeover{2'200};
// How long a kill waits for its step.
constexpr World::Span kLongestArmed{5'000'000};
// So long much mail at a time may fill a small file: until it is handed on, and the file tried
// again.
constexpr World::Span kFullForAMoment{6'000'000};
// How long a host may not have looked at the persistent store.
constexpr World::Span kNews{2'000'000};
// systemd's RestartSec.
constexpr World::Span kRestart{1'000'000};

}  // namespace

// Tells the oracle.
class MxHost::Witness final : public DecisionLog {
 public:
  Witness(MxHost& host, DaemonProcess& process) : host_(host), process_(process) {}
  void decided(const DecidedRequest& decided) override { host_.decided(decided, process_); }

 private:
  MxHost& host_;
  DaemonProcess& process_;
};

MxHost::MxHost(Site site, int number, const Settings& settings)
    : site_(std::move(site)),
      number_(number),
      name_(fmt::format("mx{}", number)),
      settings_(settings),
      clock_(site_.world, std::chrono::seconds(0)),
      disk_([&world = site_.world] { return world.elapsed(); }) {
  // All have the name of the machine that simulates them.
  settings_.state_dir = "/" + name_;
}

MxHost::~MxHost() {
  wanted_ = false;
  for (const auto& process : processes_) process->kill();
}

void MxHost::note(const std::string& what) {
  site_.world.note(fmt::format("{} {}", name_, what));
}

void MxHost::wrong(const std::string& what) {
  site_.wrong(fmt::format("{}: {}", name_, what));
}

DaemonProcess* MxHost::serving() {
  const bool is = !processes_.empty() && processes_.back()->serving();
  return is ? processes_.back().get() : nullptr;
}

std::unique_ptr<DaemonProcess> MxHost::make_process(const Settings& settings) {
  auto storage = [this](DaemonProcess& process, const Settings& its, StateIs state_is) {
    const auto on_kept_gone = [this](const std::vector<Fact>& facts) {
      site_.oracle.kept_gone(number_, facts);
    };
    return site_.stores.maker(
        {number_, name_, disk_, process.loop(), process.fibers(), on_kept_gone}, its, state_is);
  };
  const auto self = std::make_shared<DaemonProcess*>(nullptr);
  auto made = std::make_unique<DaemonProcess>(
      DaemonProcess::Surroundings{
          .world = site_.world,
          .clock = clock_,
          .seed = (static_cast<std::uint64_t>(number_) << 32U) + ++incarnation_,
          .storage = std::move(storage),
          .decision_log = [this, self] { return std::make_unique<Witness>(*this, **self); },
          .note = [this](const std::string& what) { note(what); },
          .after_turn = [this] { look(); },
          .ended = [this, self] { ended(*self); },
          .serves = [this] { serves(); }},
      settings);
  *self = made.get();
  return made;
}

void MxHost::start() {
  wanted_ = true;
  taking_over_ = false;
  note("starts");
  disturbed(World::Span(0));
  processes_.push_back(make_process(settings_));
  processes_.back()->start();
}

void MxHost::start_later(World::Span down) {
  wanted_ = false;
  site_.world.after(down, [this] {
    if (!wanted_) start();
  });
}

void MxHost::kill(World::Span down) {
  if (!wanted_) {
    for (const auto& process : processes_) process->kill();
    return;
  }
  note("is killed");
  site_.disturbed(down);
  site_.oracle.memory_lost(number_);
  start_later(down);
  for (const auto& process : processes_) process->kill();
  backlog_.clear();
  look();
}

void MxHost::kill_at(std::int64_t steps, World::Span down) {
  if (serving() == nullptr) return;
  DaemonProcess* const process = serving();
  process->fibers().kill_at(steps, [this, down] { kill(down); });
  site_.world.after(kLongestArmed, [process] { process->fibers().kill_at(0, {}); });
}

void MxHost::stop(World::Span down) {
  if (!wanted_ || serving() == nullptr || taking_over_) return;
  note("is stopped");
  start_later(down);
  disturbed(World::Span(0));
  serving()->end();
}

void MxHost::cut_power(World::Span down) {
  if (!wanted_) return;
  kill(down);
  note("loses its power");
  disk_.cut_power(std::chrono::seconds(30));
  if (settings_.durability == Durability::process) {
    site_.oracle.host_lost(number_, site_.world.now() - std::chrono::seconds(31));
  }
}

void MxHost::reload(const Settings& settings) {
  if (serving() == nullptr || taking_over_) return;
  note("reloads");
  disturbed(World::Span(0));
  settings_ = settings;
  serving()->reload(settings);
}

void MxHost::take_over(const Settings& settings, DaemonProcess::Fortune fortune) {
  DaemonProcess* const old = serving();
  if (old == nullptr || taking_over_ || !wanted_) return;
  note("is to be taken over");
  taking_over_ = true;
  disturbed(World::Span(0));
  processes_.push_back(make_process(settings));
  DaemonProcess& successor = *processes_.back();
  old->hand_over(successor, fortune, [this, settings, old](bool taken_over) {
    note(taken_over ? "is taken over" : "goes on");
    taking_over_ = false;
    if (taken_over) {
      settings_ = settings;
      return;
    }
    const auto place = std::ranges::find_if(
        processes_, [old](const auto& process) { return process.get() == old; });
    std::rotate(place, place + 1, processes_.end());
  });
}

void MxHost::robots(const std::string& organisation, std::int64_t times) {
  for (const auto& process : processes_) {
    Core* const core = process->core();
    if (core == nullptr) continue;
    for (std::int64_t i = 0; i < times; ++i) {
      core->engine().standing().first_attempt(organisation, wall());
    }
  }
}

void MxHost::stall(World::Span span) {
  if (serving() == nullptr) return;
  note("hangs for a while");
  // One that hangs already does so for longer.
  const World::Time until = std::max(undisturbed_since_, site_.world.now());
  disturbed(std::chrono::duration_cast<World::Span>(until - site_.world.now()) + span);
  serving()->loop().stall(span);
}

// A process that nobody killed ended by itself: systemd starts another. What no disk took goes with
// it, as its log says.
void MxHost::ended(const DaemonProcess* process) {
  if (process != processes_.back().get() || taking_over_) return;
  site_.oracle.memory_lost(number_);
  backlog_.clear();
  look();
  if (wanted_) start_later(kRestart);
}

void MxHost::serves() {
  note("serves");
  undisturbed_since_ = site_.world.now();
  for (FileDescriptor& waiting : std::exchange(backlog_, {})) connect(std::move(waiting));
}

// While one process hands over to the next, connections wait in the socket's queue.
bool MxHost::connect(FileDescriptor connection) {
  if (DaemonProcess* const process = serving()) {
    process->service().sessions().add(std::move(connection));
    process->loop().look();
    return true;
  }
  const bool listens =
      std::ranges::any_of(processes_, [](const auto& process) { return !process->ended(); });
  if (listens) backlog_.push_back(std::move(connection));
  return listens;
}

PolicyClient& MxHost::client(std::int64_t connection) {
  auto& client = clients_[connection];
  if (client) return *client;
  PolicyClient::Callbacks callbacks;
  callbacks.connect = [this](FileDescriptor end) { return connect(std::move(end)); };
  callbacks.sent = [this] {
    for (const auto& process : processes_) process->look();
  };
  callbacks.asked = [this](const PolicyClient::Question& question) { asked(question); };
  callbacks.answered = [this](const PolicyClient::Question& question, std::string_view reply) {
    answered(question, reply);
  };
  callbacks.lost = [this](const PolicyClient::Question& question) {
    site_.oracle.unanswered(question.sources);
  };
  callbacks.gave_up = [this](const PolicyClient::Question& question) {
    note(fmt::format("client gives up {}", question.instance));
    site_.oracle.unanswered(question.sources);
  };
  callbacks.wrong = [this](const std::string& what) { wrong(what); };
  client = std::make_unique<PolicyClient>(
      site_.world, static_cast<std::uint64_t>(number_ * 1000 + connection), std::move(callbacks));
  return *client;
}

void MxHost::ask(std::int64_t connection, PolicyClient::Question question) {
  Asked& asked = asked_[question.instance];
  if (asked.times++ == 0) asked.first = site_.world.now();
  asked.last = site_.world.now();
  client(connection).ask(std::move(question));
}

void MxHost::asked(const PolicyClient::Question& question) {
  note(fmt::format("asked {}", question.instance));
  asked_[question.instance].last = site_.world.now();
}

void MxHost::answered(const PolicyClient::Question& question, std::string_view reply) {
  note(fmt::format("answers {}: {}", question.instance, reply));
  const auto asked = asked_.find(question.instance);
  if (asked == asked_.end()) return wrong("answers what was not asked: " + question.instance);
  const World::Time begun = asked->second.last;
  const auto waited = site_.world.now() - begun;
  const bool met_trouble = undisturbed_since_ > begun || taking_over_;
  const World::Time late =
      met_trouble ? std::max(begun + kTakeover, undisturbed_since_ + kBudget) : begun + kBudget;
  if (site_.world.now() > late) {
    wrong(fmt::format("answers {} after {} ms", question.instance,
                      std::chrono::duration_cast<std::chrono::milliseconds>(waited).count()));
  }
  if (--asked->second.times == 0) asked_.erase(asked);
}

void MxHost::decided(const DecidedRequest& decided, DaemonProcess& by) {
  const auto asked = asked_.find(decided.request.instance);
  if (asked == asked_.end()) return wrong("decides what was not asked");
  Oracle::View view;
  view.host = number_;
  view.now = wall();
  view.rules = rules_of(settings_);
  // Redis may have lost a source and been given some of it since: while that decides, no host asks
  // for the rest.
  const bool any_part = settings_.storage == Storage::shared;
  view.most_of_source = any_part ? 0 : static_cast<std::size_t>(settings_.max_entries_per_source);
  view.is_stored = [this](const Fact& fact) { return site_.stores.holds(fact, number_); };
  view.asked = asked->second.first;
  view.on_stand_in = by.core()->hot().on_stand_in();
  view.calm = site_.calm();
  view.store_answers = site_.disks_well();
  view.hears = site_.disks_well() && undisturbed_since_ + kNews < view.asked;
  view.memory = by.core()->journal().state() != SteadyJournal::State::disk;
  note(fmt::format("decides {} {}{}", decided.request.instance, outcome_name(decided.outcome),
                   decided.again ? " again" : ""));
  site_.oracle.decided(decided, view, site_.world.now(),
                       std::chrono::system_clock::to_time_t(HostClock::true_time(site_.world)));
}

void MxHost::disturbed(World::Span at_least) {
  undisturbed_since_ = std::max(undisturbed_since_, site_.world.now() + at_least);
}

// Also of a process that is about to end.
void MxHost::look_into_memory() {
  if (processes_.empty()) return;
  Core* const core = processes_.back()->core();
  if (core == nullptr) return;
  // What all stores have stays there for a standby that is promoted without it, until the disk
  // takes it.
  const bool saved = settings_.storage == Storage::shared
                         ? core->journal().state() == SteadyJournal::State::disk
                         : core->in_memory_only() == 0;
  if (saved) site_.oracle.memory_saved(number_);
}

// After each turn.
void MxHost::look() {
  for (const auto& [number, client] : clients_) client->look();
  look_into_memory();
  if (DaemonProcess* const process = serving()) {
    Core& core = process->service().core();
    if (core.journal().state() == SteadyJournal::State::disk) on_disk_ = site_.world.now();
    const bool for_long = site_.world.now() - on_disk_ > kFullForAMoment;
    if (for_long && site_.disks_well()) wrong("has changes in memory only");
    look_where_changes_are(core);
  }
}

void MxHost::look_where_changes_are(Core& core) {
  const World::Time now = site_.world.now();
  if (core.hot().on_stand_in()) site_.oracle.goes_without(number_, now);
  if (core.hot().in_use()) site_.oracle.goes_with(number_);
  if (!core.persistent().idle() || !site_.stores_keep()) return;
  site_.oracle.stored(number_, now);
  if (core.hot().idle()) site_.oracle.handed_on(number_, now);
}

std::string MxHost::unrest() {
  DaemonProcess* const process = serving();
  if (process == nullptr) return "does not serve";
  Core& core = process->service().core();
  if (!core.hot_health().up()) return "hot store down: " + core.hot_health().reason();
  if (!core.persistent_health().up())
    return "persistent store down: " + core.persistent_health().reason();
  if (!core.journal_health().up()) return "journal down: " + core.journal_health().reason();
  if (core.hot().on_stand_in()) return "on the stand-in";
  if (!core.hot().idle()) return "the hot store lacks records of the journal";
  if (core.hot().others_go_without()) return "it hears that another host goes without Redis";
  if (!core.persistent().idle()) return "the persistent store lacks records of the journal";
  if (core.engine().waiting() > 0) return "requests wait";
  if (core.persistent().loader.wanted() > 0) return "sources are wanted";
  return {};
}

}  // namespace greycache::simulation
