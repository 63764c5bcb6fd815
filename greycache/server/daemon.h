// The daemon: its sockets, signals and clockwork around a Core.
#pragma once

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
#include "greycache/server/opt_watch.h"
#include "greycache/server/session_table.h"

namespace greycache {

// Throws StartError where a needed resource is missing.
class Daemon {
 public:
  // `config_path` is read again on SIGHUP; empty for the default file.
  Daemon(std::string config_path, const Settings& settings);
  ~Daemon();

  // Serves until SIGTERM or SIGINT, then answers what is in flight and flushes.
  void run();

 private:
  // How long an end may take in all, flush included.
  static constexpr std::chrono::milliseconds kPatience{4000};

  // How long clients wait for the hot store, so that the first of them are not answered without it.
  static constexpr std::chrono::milliseconds kPatienceAtStart{1000};

  void open_sockets();
  void watch_signals();
  void each_second();
  void watch_clock();
  // Empty on success, else why the old settings and lists stay.
  std::string reload();
  void apply_policy();
  void apply_limits();
  void end();

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
  AdminMail admin_mail_;
  ClockWatch clock_watch_;
  Timer second_timer_;
  Timer watchdog_timer_;
  bool ending_ = false;
};

}  // namespace greycache
