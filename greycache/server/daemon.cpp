#include "greycache/server/daemon.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmath>
#include <csignal>
#include <ctime>
#include <utility>

#include "common/socket.h"
#include "common/text.h"
#include "common/typed_log.h"
#include "common/version.h"
#include "greycache/config/config_file.h"
#include "greycache/config/inet_address.h"
#include "greycache/config/log_levels.h"
#include "greycache/config/settings_difference.h"
#include "greycache/server/figures_text.h"
#include "greycache/server/json_log.h"
#include "greycache/server/notify.h"
#include "greycache/server/peer.h"
#include "greycache/server/sqlgrey_log.h"

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

// A connection needs one descriptor, and for a moment of its handover two.
void raise_descriptor_limit(std::int64_t max_connections) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const auto wanted = static_cast<rlim_t>(max_connections * 2 + 100);
  if (limit.rlim_cur >= wanted) return;
  limit.rlim_cur = std::min(wanted, limit.rlim_max);
  setrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < wanted) {
    log_typed(LogType::conf, 1,
              "the limit of open files ({}) is low for max_connections = {}; {} would be right",
              limit.rlim_cur, max_connections, wanted);
  }
}

FileDescriptor listening(SocketResult socket) {
  if (!socket) throw StartError(socket.error());
  return std::move(*socket);
}

}  // namespace

Daemon::Daemon(std::string config_path, const Settings& settings, PassedSockets passed)
    : config_path_(std::move(config_path)),
      settings_(settings),
      lists_(settings.conf_dir),
      admin_mail_(loop_),
      second_timer_(loop_, [this] { each_second(); }),
      watchdog_timer_(loop_, [this] {
        notify_alive();
        watchdog_timer_.start(*watchdog_interval());
      }) {
  signal(SIGPIPE, SIG_IGN);
  // A journal that reaches RLIMIT_FSIZE is an error of its write, not the end.
  signal(SIGXFSZ, SIG_IGN);
  raise_descriptor_limit(settings_.max_connections);
  core_ = std::make_unique<Core>(loop_, settings_, real_clocks(), decision_log_of(settings_),
                                 log_health);
  opt_watch_ = std::make_unique<OptWatch>(
      loop_, core_->worker(), OptWatch::Options{},
      [this] { return core_->persistent_health().up(); }, [this] { apply_policy(); });
  sessions_ = std::make_unique<SessionTable>(loop_, core_->engine(), core_->statistics());
  commands_ = std::make_unique<Commands>(
      *core_, *sessions_, wall_clock, [this] { return policy_; }, [this] { return reload(); },
      [this] { opt_watch_->look(); });
  log_notices(lists_.reload_all(rules_of(settings_)));
  apply_policy();
  apply_limits();
  core_->settle(kPatienceAtStart);
  open_sockets(std::move(passed));
  open_metrics();
  watch_signals();
  cleaner_ = std::make_unique<Cleaner>(
      loop_, core_->cleaning_worker(), Cleaner::Options{.interval = settings_.db_cleandelay},
      [this] { return core_->engine().cutoffs(); },
      [](const std::vector<Fact>& waited_in_vain) {
        for (const Fact& fact : waited_in_vain) log_typed(LogType::spam, 2, "{}", spam_text(fact));
      },
      [](const Cleaner::Round& round) {
        log_typed(LogType::perf, 2, "spent {}ms cleaning: {} entries", round.spent.count(),
                  round.deleted);
      });
}

Daemon::~Daemon() {
  // Sockets first: nothing may come in while the rest goes.
  metrics_.reset();
  listeners_.clear();
  control_.reset();
}

void Daemon::open_metrics() {
  if (settings_.metrics.empty()) return;
  const auto address = parse_listen_address(settings_.metrics);
  if (!address) throw StartError(address.error());
  metrics_ = std::make_unique<MetricsServer>(loop_, address->address, address->port,
                                             [this] { return metrics_text(commands_->figures()); });
}

void Daemon::adopt_listener(FileDescriptor socket) {
  listeners_.push_back(std::make_unique<Listener>(
      loop_, std::move(socket), [this] { return !sessions_->full(); },
      [this](FileDescriptor connection) { sessions_->add(std::move(connection)); }));
}

void Daemon::open_sockets(PassedSockets passed) {
  using Kind = PassedSocket::Kind;
  // A passed listener where there is one that fits, else a new one.
  const auto listener = [&](Kind kind, const std::string& path, const auto& make) {
    PassedSocket socket = passed.take_listener(kind, path);
    if (!socket.descriptor) socket.descriptor = listening(make());
    kept_by_systemd_[kind] = socket.bytes == kKeptBySystemd;
    return std::move(socket.descriptor);
  };
  adopt_listener(listener(Kind::policy_listener, settings_.socket, [&] {
    return listen_unix(settings_.socket, settings_.socket_mode, settings_.socket_group);
  }));
  if (!settings_.inet.empty()) {
    const auto address = parse_listen_address(settings_.inet);
    if (!address) throw StartError(address.error());
    adopt_listener(listener(Kind::inet_listener, "",
                            [&] { return listen_inet(address->address, address->port); }));
  }
  control_ = std::make_unique<Control>(
      loop_,
      listener(Kind::control_listener, settings_.control_socket,
               [&] { return listen_unix(settings_.control_socket, 0600, ""); }),
      [this](const std::string& command, Control::Reply reply) {
        commands_->run(command, std::move(reply));
      },
      [this](FileDescriptor connection) { successor_ = std::move(connection); },
      [this](FileDescriptor connection) {
        if (successor_program_ != nullptr) successor_program_->start(std::move(connection));
      });
  for (PassedSocket& session : passed.take_sessions()) {
    sessions_->resume(std::move(session.descriptor), session.bytes);
  }
}

void Daemon::watch_signals() {
  const auto on = [this](int number, std::function<void()> callback) {
    signals_.push_back(std::make_unique<SignalWatcher>(loop_, number, std::move(callback)));
  };
  on(SIGTERM, [this] { ending_ = true; });
  on(SIGINT, [this] { ending_ = true; });
  on(SIGHUP, [this] { reload(); });
  on(SIGUSR2, [this] {
    if (successor_program_ != nullptr) successor_program_->start();
  });
}

PassedSockets Daemon::run() {
  second_timer_.start(std::chrono::seconds(1));
  if (const auto interval = watchdog_interval()) {
    // Also the last sign of life of the one that was taken over from is some time ago.
    notify_alive();
    watchdog_timer_.start(*interval);
  }
  log_typed(LogType::system, 2, "{} serves on {} ({})", kSoftware, settings_.socket,
            settings_.storage == Storage::shared ? "Redis and PostgreSQL" : "memory and SQLite");
  notify_ready();
  while (!ending_) {
    loop_.run_once(core_->turn());
    sessions_->sweep();
    if (successor_) return hand_over();
  }
  end();
  return {};
}

// The successor opens the state directory once this process has let go of it, so all sockets wait
// in between: nothing is refused, nothing is closed.
PassedSockets Daemon::hand_over() {
  log_typed(LogType::system, 2, "another {} takes over", kSoftware);
  std::vector<PassedSocket> sockets;
  const auto pass = [&](PassedSocket::Kind kind, FileDescriptor descriptor) {
    sockets.push_back({kind, std::move(descriptor), kept_by_systemd_[kind] ? kKeptBySystemd : ""});
  };
  pass(PassedSocket::Kind::policy_listener, listeners_.front()->release());
  if (listeners_.size() > 1) pass(PassedSocket::Kind::inet_listener, listeners_[1]->release());
  pass(PassedSocket::Kind::control_listener, control_->release());
  sessions_->pause_all();
  core_->flush(settings_.request_timeout);
  for (PassedSocket& session : sessions_->give_up_all()) sockets.push_back(std::move(session));
  metrics_.reset();
  cleaner_.reset();
  opt_watch_.reset();
  core_.reset();
  if (hand_over_all(successor_.get(), sockets, kPatienceWithSuccessor)) {
    if (const auto peer = peer_of(successor_.get())) {
      notify_main_process(peer->process, kPatienceWithSupervisor);
    }
    if (successor_program_ != nullptr) successor_program_->succeeded();
    return {};
  }
  if (successor_program_ != nullptr) successor_program_->failed();
  log_typed(LogType::system, 0, "the one that wanted to take over has failed; going on");
  return PassedSockets(std::move(sockets));
}

void Daemon::each_second() {
  second_timer_.start(std::chrono::seconds(1));
  sessions_->set_now(std::chrono::steady_clock::now());
  sessions_->close_idle();
  sessions_->give_memory_back();
  if (successor_program_ != nullptr) successor_program_->reap();
  for (const auto& listener : listeners_) listener->resume();
  watch_clock();
  admin_mail_.look(*core_, lists_, settings_);
  const auto notices = lists_.check_changed();
  if (notices.empty()) return;
  log_notices(notices);
  apply_policy();
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
  cleaner_->set_interval(settings_.db_cleandelay);
}

std::string Daemon::reload() {
  notify_reloading();
  auto loaded = load_configuration(config_path_);
  if (!loaded) {
    for (const std::string& error : loaded.error()) log_typed(LogType::conf, 0, "{}", error);
    log_typed(LogType::conf, 0, "the configuration is wrong; the one in use stays");
    notify_ready();
    return loaded.error().front();
  }
  for (const std::string& warning : loaded->warnings) log_typed(LogType::conf, 1, "{}", warning);
  for (const std::string_view name : reload_differences(settings_, loaded->settings)) {
    log_typed(LogType::conf, 1, "{} has changed: that needs a restart", name);
  }
  settings_ = reloaded(settings_, loaded->settings);
  set_log_levels(log_levels_of(settings_));
  log_notices(lists_.reload_all(rules_of(settings_)));
  apply_policy();
  apply_limits();
  cleaner_->set_interval(settings_.db_cleandelay);
  log_typed(LogType::conf, 2, "configuration and lists are reloaded");
  notify_ready();
  return {};
}

void Daemon::apply_policy() {
  opt_watch_->set_wanted(settings_.optmethod != OptMethod::none);
  policy_ = make_policy_set(settings_, lists_.current(), opt_watch_->lists());
  core_->set_policy(policy_, settings_, decision_log_of(settings_));
}

void Daemon::apply_limits() {
  SessionTable::Limits limits;
  limits.max_connections = static_cast<std::size_t>(settings_.max_connections);
  limits.max_request = settings_.max_request;
  limits.idle_timeout = settings_.idle_timeout;
  limits.request_arrival = std::min(limits.request_arrival, settings_.idle_timeout);
  sessions_->set_limits(limits);
}

void Daemon::end() {
  notify_stopping();
  listeners_.clear();
  if (!kept_by_systemd_[PassedSocket::Kind::policy_listener]) unlink(settings_.socket.c_str());
  sessions_->close_quiet();
  const bool all = core_->flush(kPatience);
  sessions_->sweep();
  control_.reset();
  if (!kept_by_systemd_[PassedSocket::Kind::control_listener]) {
    unlink(settings_.control_socket.c_str());
  }
  log_typed(LogType::system, 2, "{} ends{}", kSoftware,
            all ? "" : "; what the stores have not taken waits in the journal");
}

}  // namespace greycache
