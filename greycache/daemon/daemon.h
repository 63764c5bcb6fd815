// The daemon: its sockets, signals and clockwork around a Core.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "greycache/config/settings.h"
#include "greycache/control/commands.h"
#include "greycache/core/core.h"
#include "greycache/daemon/admin_mail.h"
#include "greycache/daemon/clock_watch.h"
#include "greycache/daemon/list_watch.h"
#include "greycache/daemon/passed_sockets.h"
#include "greycache/daemon/service_sockets.h"
#include "greycache/daemon/successor.h"
#include "greycache/sessions/session_table.h"
#include "greycache/storage/cleaner.h"
#include "greycache/storage/opt_watch.h"

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
  // How long an end may take in all, flush included.
  static constexpr std::chrono::milliseconds kPatience{3500};

  // How long clients wait for the hot store, so that the first of them are not answered without it.
  static constexpr std::chrono::milliseconds kPatienceAtStart{1000};

  // Nobody waits for over 2 s for a takeover that fails: this long for the stores to have
  // everything (what is left waits in the journal), for a successor to open its own, and for the
  // state directory that it has let go of, and as long as Worker::kPatience.
  static constexpr std::chrono::milliseconds kPatienceWithStores{150};
  static constexpr std::chrono::milliseconds kPatienceWithSuccessor{900};
  // What is left for requests that have waited for all of that, and how long it is so.
  static constexpr Milliseconds kPatienceAfterFailure{300};
  static constexpr std::chrono::seconds kHaste{1};

  // How long this process stays for the supervisor to learn who serves from now on.
  static constexpr std::chrono::milliseconds kPatienceWithSupervisor{5000};

  void open_service(StateIs state_is, std::chrono::milliseconds patience);
  void close_service();
  void open_sockets(PassedSockets& passed);
  void serve(std::vector<PassedSocket> sessions);
  void watch_signals();
  void each_second();
  void watch_clock();
  // The reply, which may be empty, comes when settings and lists are in force: "ok", or why the old
  // ones stay.
  void reload(Control::Reply reply);
  void lists_are_read(const ListWatch::Reading& reading);
  void apply_policy();
  void apply_limits();
  void end();
  bool hand_over();
  void hasten();
  void go_on(FileDescriptor successor, const HandoverResult& failure,
             std::vector<PassedSocket> sessions);

  std::string config_path_;
  Settings settings_;
  Successor& successor_program_;
  EventLoop loop_;
  ListWatch lists_;
  std::vector<Control::Reply> reload_replies_;  // to who waits for the lists
  std::string reload_news_;                     // for them: what a reload does not change
  std::shared_ptr<const PolicySet> policy_;
  UnixTime started_;
  Statistics counted_;  // by cores that were closed for a takeover that failed
  std::unique_ptr<Core> core_;
  std::unique_ptr<OptWatch> opt_watch_;
  std::unique_ptr<SessionTable> sessions_;
  std::unique_ptr<Commands> commands_;
  std::unique_ptr<Cleaner> cleaner_;
  std::unique_ptr<ServiceSockets> sockets_;
  std::vector<PassedSocket> passed_sessions_;
  std::vector<std::unique_ptr<SignalWatcher>> signals_;
  AdminMail admin_mail_;
  ClockWatch clock_watch_;
  Timer second_timer_;
  Timer watchdog_timer_;
  Timer haste_;  // runs while requests are served that have waited for a takeover that failed
  FileDescriptor successor_;  // the connection of a daemon that wants to take over
  bool ending_ = false;
};

}  // namespace greycache
