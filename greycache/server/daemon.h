// The daemon: its sockets, signals and clockwork around a Core.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "greycache/config/lists/list_files.h"
#include "greycache/config/settings.h"
#include "greycache/server/admin_mail.h"
#include "greycache/server/cleaner.h"
#include "greycache/server/clock_watch.h"
#include "greycache/server/commands.h"
#include "greycache/server/control.h"
#include "greycache/server/core.h"
#include "greycache/server/listener.h"
#include "greycache/server/metrics.h"
#include "greycache/server/opt_watch.h"
#include "greycache/server/passed_sockets.h"
#include "greycache/server/session_table.h"
#include "greycache/server/successor.h"

namespace greycache {

// Throws StartError where a needed resource is missing.
class Daemon {
 public:
  // `config_path` is read again on SIGHUP; empty for the default file. Sockets that were `passed`
  // are used where they fit the settings, and closed otherwise.
  Daemon(std::string config_path, const Settings& settings, PassedSockets passed);
  ~Daemon();

  // Serves until SIGTERM or SIGINT, then answers what is in flight and flushes; or until another
  // daemon has taken over. Returns nothing, or all sockets where that one has failed in the middle:
  // the service then goes on in a new Daemon.
  PassedSockets run();

  // What SIGUSR2 starts. Must outlive the daemon.
  void set_successor(Successor& successor) { successor_program_ = &successor; }

 private:
  // How long an end may take in all, flush included.
  static constexpr std::chrono::milliseconds kPatience{4000};

  // How long clients wait for the hot store, so that the first of them are not answered without it.
  static constexpr std::chrono::milliseconds kPatienceAtStart{1000};

  // How long a successor may take to open its stores.
  static constexpr std::chrono::milliseconds kPatienceWithSuccessor{15'000};

  // How long this process stays for the supervisor to learn who serves from now on.
  static constexpr std::chrono::milliseconds kPatienceWithSupervisor{5000};

  void open_sockets(PassedSockets passed);
  void open_metrics();
  void adopt_listener(FileDescriptor socket);
  void watch_signals();
  void each_second();
  void watch_clock();
  // Empty on success, else why the old settings and lists stay.
  std::string reload();
  void apply_policy();
  void apply_limits();
  void end();
  PassedSockets hand_over();

  std::string config_path_;
  Settings settings_;
  EventLoop loop_;
  ListFiles lists_;
  std::shared_ptr<const PolicySet> policy_;
  std::unique_ptr<Core> core_;
  std::unique_ptr<OptWatch> opt_watch_;
  std::unique_ptr<SessionTable> sessions_;
  std::unique_ptr<Commands> commands_;
  std::unique_ptr<Control> control_;
  std::vector<std::unique_ptr<Listener>> listeners_;
  std::vector<std::unique_ptr<SignalWatcher>> signals_;
  std::unique_ptr<Cleaner> cleaner_;
  std::unique_ptr<MetricsServer> metrics_;
  AdminMail admin_mail_;
  ClockWatch clock_watch_;
  Timer second_timer_;
  Timer watchdog_timer_;
  std::map<PassedSocket::Kind, bool> kept_by_systemd_;
  Successor* successor_program_ = nullptr;
  FileDescriptor successor_;  // the connection of a daemon that wants to take over
  bool ending_ = false;
};

}  // namespace greycache
