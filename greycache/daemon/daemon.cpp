// What signals, commands and successors set off.
#include "greycache/daemon/daemon.h"

#include <fmt/format.h>

#include <csignal>
#include <ctime>
#include <utility>

#include "common/platform.h"
#include "common/typed_log.h"
#include "common/version.h"
#include "greycache/config/config_file.h"
#include "greycache/config/log_levels.h"
#include "greycache/config/panel_settings.h"
#include "greycache/config/settings_difference.h"
#include "greycache/control/figures_text.h"
#include "greycache/core/control_link.h"
#include "greycache/core/expectation_file.h"
#include "greycache/core/history_storage.h"
#include "greycache/core/report_storage.h"
#include "greycache/daemon/descriptor_limit.h"
#include "greycache/daemon/notify.h"
#include "greycache/engine/json_log.h"
#include "greycache/engine/sqlgrey_log.h"

namespace greycache {

namespace {

UnixTime wall_clock() {
  return std::time(nullptr);
}

std::unique_ptr<DecisionLog> decision_log_of(const Settings& settings) {
  return settings.log_format == LogFormat::json ? make_json_log()
                                                : make_sqlgrey_log(settings.reply_reference);
}

// What an administrator has to expect of it.
const char* trouble_of(StoreError::Kind kind) {
  switch (kind) {
    case StoreError::Kind::read_only:
      return "takes no changes";
    case StoreError::Kind::refused:
    case StoreError::Kind::data:
      return "needs an administrator";
    case StoreError::Kind::contention:
      return "is busy";
    case StoreError::Kind::unavailable:
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
      successor_program_(successor),
      lists_(
          loop_, settings.conf_dir,
          [this](const ListWatch::Reading& reading) { lists_are_read(reading); },
          panel_directory(settings.state_dir)),
      started_(wall_clock()),
      service_(loop_, settings, surroundings(settings)),
      admin_mail_(loop_),
      second_timer_(loop_, [this] { each_second(); }),
      watchdog_timer_(loop_, [this] {
        notify_alive();
        watchdog_timer_.start(*watchdog_interval());
      }) {
  hold_requests_by_signal(SIG_BLOCK);
  signal(SIGPIPE, SIG_IGN);
  // A journal that reaches RLIMIT_FSIZE is an error of its write, not the end.
  signal(SIGXFSZ, SIG_IGN);
  // Another daemon may pass all its connections.
  raise_descriptor_limit(settings.max_connections);
  log_notices(lists_.read_now(rules_of(settings), settings.public_suffix_list));
}

Daemon::~Daemon() {
  // Sockets first: nothing may come in while the rest goes.
  sockets_.reset();
}

void Daemon::open(PassedSockets passed) {
  service_.open(passed.are_of_a_daemon() ? StateIs::handed_over : StateIs::found);
  make_commands();
  open_sockets(passed);
  passed_sessions_ = passed.take_sessions();
  watch_signals();
}

// Embedded, the store is on the same disk.
Service::Surroundings::Expected Daemon::expectation_keeper(const Settings& settings) {
  if (settings.storage == Storage::embedded) return {};
  const ExpectationFile file(settings.state_dir, settings.durability);
  return {.read = [file] { return file.read(); },
          .keep = [file](const Expectations& rows) { file.write(rows); }};
}

Service::Surroundings Daemon::surroundings(const Settings& at_start) {
  return {.storage =
              [this](const Settings& settings, StateIs state_is) {
                return storage_maker(loop_, settings, kSchema, state_is);
              },
          .decision_log = decision_log_of,
          .lists = [this] { return lists_.lists(); },
          .on_health = log_health,
          .history = make_history_store,
          .expectations = expectation_keeper(at_start)};
}

void Daemon::make_commands() {
  history_ = make_history_store(service_.settings());
  commands_ = std::make_unique<Commands>(
      service_.core(), service_.sessions(), service_.settings().conf_dir, wall_clock,
      [this] { return service_.policy(); },
      [this](Control::Reply reply) { reload(std::move(reply)); },
      [this] { service_.opt_watch().look(); }, service_.expectation_watch(),
      HistoryAccess{[this] { return service_.history(); }, history_,
                    [this] { return make_report_store(service_.settings()); },
                    [this] { return service_.settings().history_keep != Milliseconds(0); }});
  commands_->set_started(started_);
  moving_ =
      std::make_unique<MovingConnections>(loop_, service_.core(), service_.expectation_watch(),
                                          wall_clock, [this] { service_.opt_watch().look(); });
  panel_ = std::make_unique<Panel>(panel_surroundings());
}

std::shared_ptr<HistoryStore> Daemon::kept_history() const {
  return service_.settings().history_keep == Milliseconds(0) ? nullptr : history_;
}

Panel::Surroundings Daemon::panel_surroundings() {
  return {.loop = loop_,
          .core = service_.core(),
          .expectations = service_.expectation_watch(),
          .minutes = minutes_,
          .clock = wall_clock,
          .policy = [this] { return service_.policy(); },
          .settings = [this]() -> const Settings& { return service_.settings(); },
          .figures = [this] { return commands_->figures(); },
          .history = [this] { return kept_history(); },
          .on_opt_change = [this] { service_.opt_watch().look(); },
          .config_path = config_path_,
          .command = [this](const std::string& command,
                            Control::Reply reply) { commands_->run(command, std::move(reply)); }};
}

void Daemon::open_sockets(PassedSockets& passed) {
  sockets_ = std::make_unique<ServiceSockets>(
      loop_, service_.settings(), passed,
      ServiceSockets::Users{
          .room = [this] { return !service_.sessions().full(); },
          .on_connection =
              [this](FileDescriptor connection) { service_.sessions().add(std::move(connection)); },
          .on_command = [this](const std::string& command,
                               Control::Reply reply) { commands_->run(command, std::move(reply)); },
          .on_takeover = [this](FileDescriptor connection) { successor_ = std::move(connection); },
          .on_renew =
              [this](FileDescriptor connection) {
                successor_program_.start(std::move(connection));
              },
          .on_moving =
              [this](const std::string& command, FileDescriptor connection) {
                moving_->begin(command, std::move(connection));
              },
          .metrics_text = [this] { return metrics_text(commands_->figures()); },
          .on_question = [this](
                             const std::string& line,
                             PanelServer::Reply reply) { panel_->ask(line, std::move(reply)); }});
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
  second_timer_.start_about(std::chrono::seconds(1));
  if (const auto interval = watchdog_interval()) {
    // Also the last sign of life of the one that was taken over from is some time ago.
    notify_alive();
    watchdog_timer_.start(*interval);
  }
  sockets_->take_effect();
  service_.serve(std::exchange(passed_sessions_, {}));
  leave_control_link(service_.settings().state_dir, service_.settings().control_socket);
  log_typed(LogType::system, 2, "{} serves on {} ({})", kSoftware, service_.settings().socket,
            service_.settings().storage == Storage::shared ? "Redis and PostgreSQL"
                                                           : "memory and SQLite");
  notify_ready();
  while (!ending_) {
    service_.run_once();
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
  moving_->end();
  auto sessions = service_.give_up();
  if (!sessions) {
    const HandoverResult kept = keep_all(successor.get(), sessions.error());
    tell_failure(std::move(successor), kept);
    sockets_->go_on();
    return false;
  }
  std::vector<PassedSocket> passed = sockets_->copies();
  const std::size_t listeners = passed.size();
  for (PassedSocket& session : *sessions) passed.push_back(std::move(session));
  moving_.reset();
  panel_.reset();
  commands_.reset();
  history_.reset();
  const HandoverResult result =
      hand_over_all(successor.get(), passed, Service::kPatienceWithSuccessor);
  if (result.kind == HandoverResult::Kind::done) {
    // What the successor closes shall be closed, however long this process stays.
    passed.clear();
    sockets_.reset();
    if (const auto peer = peer_of(successor.get()); peer && peer->process > 0) {
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
void Daemon::tell_failure(FileDescriptor successor, const HandoverResult& failure) {
  const auto peer = peer_of(successor.get());
  const pid_t process = peer ? peer->process : -1;
  successor.reset();
  log_typed(LogType::system, 0, "process {}, which wanted to take over, {}; going on", process,
            text_of(failure));
  successor_program_.failed(process, failure);
}

void Daemon::go_on(FileDescriptor successor, const HandoverResult& failure,
                   std::vector<PassedSocket> sessions) {
  tell_failure(std::move(successor), failure);
  service_.take_back(std::move(sessions));
  make_commands();
  if (const auto given = sockets_->set_rights(); !given) {
    log_typed(LogType::conf, 0, "{}", given.error());
  }
  sockets_->go_on();
}

void Daemon::each_second() {
  second_timer_.start_about(std::chrono::seconds(1));
  service_.each_second();
  minutes_.take(service_.core().statistics(), wall_clock());
  successor_program_.reap();
  sockets_->look();
  admin_mail_.look(service_.core(), lists_, service_.settings());
  lists_.look();
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
  for (const std::string_view name : reload_differences(service_.settings(), loaded->settings)) {
    const std::string words = fmt::format("{} has changed: that needs a restart", name);
    log_typed(LogType::conf, 1, "{}", words);
    if (reply) reload_news_ += words + "\n";
  }
  sockets_->tell_of_unused();
  service_.set_settings(loaded->settings);
  const Settings& settings = service_.settings();
  set_log_levels(log_levels_of(settings));
  raise_descriptor_limit(settings.max_connections);
  sockets_->resume();
  if (reply) reload_replies_.push_back(std::move(reply));
  lists_.read_all(settings.conf_dir, rules_of(settings), settings.public_suffix_list);
}

// Rules and lists take effect together.
void Daemon::lists_are_read(const ListWatch::Reading& reading) {
  log_notices(reading.notices);
  if (reading.another_waits) return;
  // Otherwise it is being opened, and takes them then.
  if (service_.is_open()) service_.apply_policy();
  if (!reading.all) return;
  log_typed(LogType::conf, 2, "configuration and lists are reloaded");
  notify_ready();
  const std::string answer = "ok\n" + std::exchange(reload_news_, {});
  for (const Control::Reply& reply : std::exchange(reload_replies_, {})) reply(answer);
}

void Daemon::end() {
  notify_stopping();
  sockets_->close_policy();
  moving_->end();
  const bool all = service_.end();
  sockets_->close_control();
  log_typed(LogType::system, 2, "{} ends{}", kSoftware,
            all ? "" : "; what the stores have not taken waits in the journal");
}

}  // namespace greycache
