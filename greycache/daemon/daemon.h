// The daemon: its sockets, signals and clockwork around a Core.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "greycache/config/settings.h"
#include "greycache/control/commands.h"
#include "greycache/control/moving_connections.h"
#include "greycache/daemon/admin_mail.h"
#include "greycache/daemon/list_watch.h"
#include "greycache/daemon/passed_sockets.h"
#include "greycache/daemon/service.h"
#include "greycache/daemon/service_sockets.h"
#include "greycache/daemon/successor.h"
#include "greycache/event/libevent_loop.h"
#include "greycache/panel/minute_figures.h"
#include "greycache/panel/panel.h"

namespace greycache {

// Throws StartError where a needed resource is missing.
class Daemon {
 public:
  // Reads the lists, which may take its time. `config_path` is read again on SIGHUP; empty for the
  // default file. `successor` is what SIGUSR2 starts; it must outlive the daemon.
  Daemon(std::string config_path, const Settings& settings, Successor& successor);
  ~Daemon();

  // Opens stores and sockets. Sockets that were `passed` are used where they fit the settings;
  // where another daemon has passed its connections, clients wait for the end of this.
  void open(PassedSockets passed);

  // Serves until SIGTERM or SIGINT, then answers what is in flight and flushes; or until another
  // daemon has taken over. What open() was given and did not use is closed now.
  void run();

 private:
  // How long this process stays for the supervisor to learn who serves from now on.
  static constexpr std::chrono::milliseconds kPatienceWithSupervisor{5000};

  static Service::Surroundings::Expected expectation_keeper(const Settings& settings);
  Service::Surroundings surroundings(const Settings& at_start);
  void make_commands();
  Panel::Surroundings panel_surroundings();
  std::shared_ptr<HistoryStore> kept_history() const;
  void open_sockets(PassedSockets& passed);
  void watch_signals();
  void each_second();
  // The reply, which may be empty, comes when settings and lists are in force: "ok", or why the old
  // ones stay.
  void reload(Control::Reply reply);
  void lists_are_read(const ListWatch::Reading& reading);
  void end();
  bool hand_over();
  void tell_failure(FileDescriptor successor, const HandoverResult& failure);
  void go_on(FileDescriptor successor, const HandoverResult& failure,
             std::vector<PassedSocket> sessions);

  std::string config_path_;
  Successor& successor_program_;
  LibeventLoop loop_;
  ListWatch lists_;
  std::vector<Control::Reply> reload_replies_;  // to who waits for the lists
  std::string reload_news_;                     // for them: what a reload does not change
  UnixTime started_;
  Service service_;
  std::unique_ptr<Commands> commands_;
  std::unique_ptr<MovingConnections> moving_;
  std::shared_ptr<HistoryStore> history_;  // for questions
  MinuteFigures minutes_;
  std::unique_ptr<Panel> panel_;
  std::unique_ptr<ServiceSockets> sockets_;
  std::vector<PassedSocket> passed_sessions_;
  std::vector<std::unique_ptr<SignalWatcher>> signals_;
  AdminMail admin_mail_;
  Timer second_timer_;
  Timer watchdog_timer_;
  FileDescriptor successor_;  // the connection of a daemon that wants to take over
  bool ending_ = false;
};

}  // namespace greycache
