#include "greycache/daemon/daemon.h"

#include <fmt/format.h>

#include <cmath>
#include <csignal>
#include <ctime>
#include <utility>

#include "common/text.h"
#include "common/typed_log.h"
#include "common/version.h"
#include "greycache/config/config_file.h"
#include "greycache/config/log_levels.h"
#include "greycache/config/settings_difference.h"
#include "greycache/control/figures_text.h"
#include "greycache/core/control_link.h"
#include "greycache/daemon/descriptor_limit.h"
#include "greycache/daemon/notify.h"
#include "greycache/engine/json_log.h"
#include "greycache/engine/sqlgrey_log.h"
#include "greycache/event/peer.h"

namespace greycache {

namespace {

UnixTime wall_clock() {
  return std::time(nullptr);
}

Engine::Clocks real_clocks() {
  return {wall_clock, [] { return std::chrono::steady_clock::now(); }};
}

std::unique_ptr<DecisionLog> decision_log_of(const Settings& settings) {
  return settings.log_format == LogFormat::json ? make_json_log() : make_sqlgrey_log();
}

// What an administrator has to expect of it.
const char* trouble_of(StoreError::Kind kind) {
  switch (kind) {
    case StoreError::Kind::read_only:
      return "takes no changes";
    case StoreError::Kind::refused:
    case StoreError::Kind::data:
      return "needs an administrator";
    case StoreError::Kind::unavailable:
    case StoreError::Kind::contention:
      break;
  }
  return "is lost";
}

void log_health(const StoreHealth::Change& change) {
  if (change.up) {
    log_typed(LogType::dbaccess, 2, "{} can be used again", change.name);
  } else {
    log_typed(LogType::dbaccess, 0, "{} {}: {}", change.name, trouble_of(change.kind),
              change.reason);
  }
}

void log_notices(const std::vector<ListNotice>& notices) {
  for (const ListNotice& notice : notices) {
    log_typed(LogType::conf, notice.event == ListEvent::read ? 2 : 1, "{}", notice.text);
  }
}

// What asks for a reload or a successor waits until there is somebody to take it: by default it
// would be the end. How: SIG_BLOCK or SIG_UNBLOCK.
void hold_requests_by_signal(int how) {
  sigset_t requests;
  sigemptyset(&requests);
  sigaddset(&requests, SIGHUP);
  sigaddset(&requests, SIGUSR2);
  pthread_sigmask(how, &requests, nullptr);
}

}  // namespace

Daemon::Daemon(std::string config_path, const Settings& settings, Successor& successor)
    : config_path_(std::move(config_path)),
      settings_(settings),
      successor_program_(successor),
      lists_(loop_, settings.conf_dir,
             [this](const ListWatch::Reading& reading) { lists_are_read(reading); }),
      started_(wall_clock()),
      admin_mail_(loop_),
      second_timer_(loop_, [this] { each_second(); }),
      watchdog_timer_(loop_,
                      [this] {
                        notify_alive();
                        watchdog_timer_.start(*watchdog_interval());
                      }),
      haste_(loop_, [this] { apply_policy(); }) {
  hold_requests_by_signal(SIG_BLOCK);
  signal(SIGPIPE, SIG_IGN);
  // A journal that reaches RLIMIT_FSIZE is an error of its write, not the end.
  signal(SIGXFSZ, SIG_IGN);
  // Another daemon may pass all its connections.
  raise_descriptor_limit(settings_.max_connections);
  log_notices(lists_.read_now(rules_of(settings_)));
}

Daemon::~Daemon() {
  // Sockets first: nothing may come in while the rest goes.
  sockets_.reset();
}

void Daemon::open(PassedSockets passed) {
  const bool others_wait = passed.are_of_a_daemon();
  open_service(others_wait ? StateIs::handed_over : StateIs::found,
               others_wait ? kPatienceWithStores : kPatienceAtStart);
  open_sockets(passed);
  passed_sessions_ = passed.take_sessions();
  watch_signals();
}

// Everything that stands on the stores.
void Daemon::open_service(StateIs state_is, std::chrono::milliseconds patience) {
  core_ = std::make_unique<Core>(loop_, settings_, real_clocks(), decision_log_of(settings_),
                                 log_health, kSchema, state_is);
  core_->statistics() = counted_;
  opt_watch_ = std::make_unique<OptWatch>(
      loop_, core_->worker(), OptWatch::Options{},
      [this] { return core_->persistent_health().up(); }, [this] { apply_policy(); },
      core_->jobs());
  sessions_ = std::make_unique<SessionTable>(loop_, core_->engine(), core_->statistics());
  commands_ = std::make_unique<Commands>(
      *core_, *sessions_, settings_.conf_dir, wall_clock, [this] { return policy_; },
      [this](Control::Reply reply) { reload(std::move(reply)); }, [this] { opt_watch_->look(); });
  commands_->set_started(started_);
  cleaner_ = std::make_unique<Cleaner>(
      loop_, core_->cleaning_worker(), Cleaner::Options{.interval = settings_.db_cleandelay},
      Cleaner::Callbacks{[this] { return core_->engine().cutoffs(); },
                         [this] { return core_->persistent_health().up(); },
                         [](const std::vector<Fact>& waited_in_vain) {
                           for (const Fact& fact : waited_in_vain) {
                             log_typed(LogType::spam, 2, "{}", spam_text(fact));
                           }
                         },
                         [](const Cleaner::Round& round) {
                           log_typed(LogType::perf, 2, "spent {}ms cleaning: {} entries",
                                     round.spent.count(), round.deleted);
                         }},
      core_->jobs());
  apply_policy();
  apply_limits();
  core_->settle(patience);
}

void Daemon::close_service() {
  cleaner_.reset();
  commands_.reset();
  sessions_.reset();
  opt_watch_.reset();
  counted_ = core_->statistics();
  core_.reset();
}

void Daemon::open_sockets(PassedSockets& passed) {
  sockets_ = std::make_unique<ServiceSockets>(
      loop_, settings_, passed,
      ServiceSockets::Users{
          .room = [this] { return !sessions_->full(); },
          .on_connection =
              [this](FileDescriptor connection) { sessions_->add(std::move(connection)); },
          .on_command = [this](const std::string& command,
                               Control::Reply reply) { commands_->run(command, std::move(reply)); },
          .on_takeover = [this](FileDescriptor connection) { successor_ = std::move(connection); },
          .on_renew =
              [this](FileDescriptor connection) {
                successor_program_.start(std::move(connection));
              },
          .metrics_text = [this] { return metrics_text(commands_->figures()); }});
}

void Daemon::serve(std::vector<PassedSocket> sessions) {
  for (PassedSocket& session : sessions) sessions_->resume(std::move(session));
}

void Daemon::watch_signals() {
  const auto on = [this](int number, std::function<void()> callback) {
    signals_.push_back(std::make_unique<SignalWatcher>(loop_, number, std::move(callback)));
  };
  on(SIGTERM, [this] { ending_ = true; });
  on(SIGINT, [this] { ending_ = true; });
  on(SIGHUP, [this] { reload({}); });
  on(SIGUSR2, [this] { successor_program_.start(); });
  hold_requests_by_signal(SIG_UNBLOCK);
}

void Daemon::run() {
  second_timer_.start(std::chrono::seconds(1));
  if (const auto interval = watchdog_interval()) {
    // Also the last sign of life of the one that was taken over from is some time ago.
    notify_alive();
    watchdog_timer_.start(*interval);
  }
  sockets_->take_effect();
  serve(std::exchange(passed_sessions_, {}));
  leave_control_link(settings_.state_dir, settings_.control_socket);
  log_typed(LogType::system, 2, "{} serves on {} ({})", kSoftware, settings_.socket,
            settings_.storage == Storage::shared ? "Redis and PostgreSQL" : "memory and SQLite");
  notify_ready();
  while (!ending_) {
    loop_.run_once(core_->turn());
    sessions_->sweep();
    if (successor_ && hand_over()) return;
  }
  end();
}

// The successor opens the state directory once this process has let go of it, so all sockets wait
// in between: nothing is refused, nothing is closed. Whether it has taken over.
bool Daemon::hand_over() {
  log_typed(LogType::system, 2, "another {} takes over", kSoftware);
  FileDescriptor successor = std::exchange(successor_, {});
  sockets_->hold();
  sessions_->pause_all();
  core_->flush(kPatienceWithStores);
  std::vector<PassedSocket> passed = sockets_->copies();
  const std::size_t listeners = passed.size();
  for (PassedSocket& session : sessions_->give_up_all()) passed.push_back(std::move(session));
  close_service();
  const HandoverResult result = hand_over_all(successor.get(), passed, kPatienceWithSuccessor);
  if (result.kind == HandoverResult::Kind::done) {
    // What the successor closes shall be closed, however long this process stays.
    passed.clear();
    sockets_.reset();
    if (const auto peer = peer_of(successor.get())) {
      notify_main_process(peer->process, kPatienceWithSupervisor);
    }
    successor_program_.succeeded();
    return true;
  }
  passed.erase(passed.begin(), passed.begin() + static_cast<std::ptrdiff_t>(listeners));
  go_on(std::move(successor), result, std::move(passed));
  return false;
}

// The end of the connection tells the other that it is not wanted any more.
void Daemon::go_on(FileDescriptor successor, const HandoverResult& failure,
                   std::vector<PassedSocket> sessions) {
  const auto peer = peer_of(successor.get());
  const pid_t process = peer ? peer->process : -1;
  successor.reset();
  log_typed(LogType::system, 0, "process {}, which wanted to take over, {}; going on", process,
            text_of(failure));
  successor_program_.failed(process, failure);
  open_service(StateIs::wanted_back, kPatienceWithStores);
  hasten();
  // They are counted.
  core_->statistics().connections -= static_cast<std::int64_t>(sessions.size());
  if (const auto given = sockets_->set_rights(); !given) {
    log_typed(LogType::conf, 0, "{}", given.error());
  }
  serve(std::move(sessions));
  sockets_->go_on();
}

// For requests that have waited already.
void Daemon::hasten() {
  haste_.start(kHaste);
  apply_policy();
}

void Daemon::each_second() {
  second_timer_.start(std::chrono::seconds(1));
  sessions_->set_now(std::chrono::steady_clock::now());
  sessions_->close_idle();
  sessions_->give_memory_back();
  successor_program_.reap();
  sockets_->look();
  watch_clock();
  admin_mail_.look(*core_, lists_, settings_);
  lists_.look();
}

// The clock may be set back again soon: what a wrong one takes for expired is kept a while longer.
void Daemon::watch_clock() {
  const auto set_by =
      clock_watch_.check(std::chrono::system_clock::now(), std::chrono::steady_clock::now());
  if (!set_by) return;
  ++core_->statistics().clock_jumps;
  log_typed(LogType::system, 1, "the clock was set {} by {:.1f} s",
            set_by->count() < 0 ? "back" : "forward",
            std::abs(static_cast<double>(set_by->count())) / 1000);
  cleaner_->clock_was_set();
}

void Daemon::reload(Control::Reply reply) {
  notify_reloading();
  auto loaded = load_configuration(config_path_);
  if (!loaded) {
    for (const std::string& error : loaded.error()) log_typed(LogType::conf, 0, "{}", error);
    log_typed(LogType::conf, 0, "the configuration is wrong; the one in use stays");
    notify_ready();
    if (reply) reply(fmt::format("error: {}\n", loaded.error().front()));
    return;
  }
  for (const std::string& warning : loaded->warnings) log_typed(LogType::conf, 1, "{}", warning);
  for (const std::string_view name : reload_differences(settings_, loaded->settings)) {
    const std::string words = fmt::format("{} has changed: that needs a restart", name);
    log_typed(LogType::conf, 1, "{}", words);
    if (reply) reload_news_ += words + "\n";
  }
  sockets_->tell_of_unused();
  settings_ = reloaded(settings_, loaded->settings);
  set_log_levels(log_levels_of(settings_));
  apply_limits();
  cleaner_->set_interval(settings_.db_cleandelay);
  if (reply) reload_replies_.push_back(std::move(reply));
  lists_.read_all(settings_.conf_dir, rules_of(settings_));
}

// Rules and lists take effect together.
void Daemon::lists_are_read(const ListWatch::Reading& reading) {
  log_notices(reading.notices);
  if (reading.another_waits) return;
  // Otherwise open_service() is under way, which takes them at its end.
  if (opt_watch_ != nullptr) apply_policy();
  if (!reading.all) return;
  log_typed(LogType::conf, 2, "configuration and lists are reloaded");
  notify_ready();
  const std::string answer = "ok\n" + std::exchange(reload_news_, {});
  for (const Control::Reply& reply : std::exchange(reload_replies_, {})) reply(answer);
}

void Daemon::apply_policy() {
  opt_watch_->set_wanted(settings_.optmethod != OptMethod::none);
  policy_ = make_policy_set(settings_, lists_.lists(), opt_watch_->lists());
  Settings in_force = settings_;
  if (haste_.running()) {
    in_force.request_timeout = std::min(in_force.request_timeout, kPatienceAfterFailure);
  }
  core_->set_policy(policy_, in_force, decision_log_of(in_force));
}

void Daemon::apply_limits() {
  SessionTable::Limits limits;
  limits.max_connections = static_cast<std::size_t>(settings_.max_connections);
  limits.max_request = settings_.max_request;
  limits.idle_timeout = settings_.idle_timeout;
  limits.request_arrival = std::min(limits.request_arrival, settings_.idle_timeout);
  sessions_->set_limits(limits);
  raise_descriptor_limit(settings_.max_connections);
  if (sockets_) sockets_->resume();
}

void Daemon::end() {
  notify_stopping();
  sockets_->close_policy();
  sessions_->close_quiet();
  const bool all = core_->flush(kPatience);
  sessions_->sweep();
  sockets_->close_control();
  log_typed(LogType::system, 2, "{} ends{}", kSoftware,
            all ? "" : "; what the stores have not taken waits in the journal");
}

}  // namespace greycache
