// The listening sockets of the daemon: opened, taken over, handed on, closed.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "common/inet_address.h"
#include "common/lasting_socket.h"
#include "greycache/config/settings.h"
#include "greycache/control/control.h"
#include "greycache/control/metrics.h"
#include "greycache/daemon/passed_sockets.h"
#include "greycache/event/event_loop.h"
#include "greycache/event/listener.h"
#include "greycache/panel/panel_server.h"

namespace greycache {

// What the settings socket, socket_mode, socket_group, inet, control_socket, metrics and
// panel_socket say. A socket that was passed is used where it is bound as they say (one of
// systemd's TCP sockets wherever it is bound); others are opened. Nothing that another daemon uses
// is closed, removed or changed before take_effect(), but for the mode and group of `socket`. What
// systemd has opened and no setting names is kept, for a later configuration that does: systemd
// listens on it anyway. All on the loop's thread.
class ServiceSockets {
 public:
  struct Users {
    Listener::Room room;
    Listener::OnConnection on_connection;
    Control::Handler on_command;
    Control::OnConnection on_takeover;
    Control::OnConnection on_renew;
    Control::OnMoving on_moving;
    std::function<std::string()> metrics_text;
    PanelServer::OnQuestion on_question;
  };

  // Throws StartError where one cannot be opened; what was opened until then is removed again, and
  // so it is at the end of one that never took effect.
  ServiceSockets(EventLoop& loop, const Settings& settings, PassedSockets& passed, Users users);
  ~ServiceSockets();

  // There is no way back from here: what was passed and is not used any more is closed and removed,
  // once everybody is served who has knocked at it.
  void take_effect();

  // Accepts no more for the moment; goes on.
  void hold();
  void go_on();
  // Looks again whether there is room.
  void resume();
  // The same, and whether the unix sockets are still where they were: what is not is made again.
  // Called about once a second.
  void look();
  // Warns of systemd's sockets that fit no setting: who connects there waits.
  void tell_of_unused() const;

  // For another process; those here stay. Without a descriptor where there are too many of them.
  std::vector<PassedSocket> copies() const;
  // Gives `socket` the mode and group of the settings, which another process may have changed.
  // Whether it had others, or why it cannot have these.
  tl::expected<bool, std::string> set_rights() const;

  // At the end: closes them, and removes what is not systemd's.
  void close_policy();
  void close_control();

 private:
  using Kind = PassedSocket::Kind;

  // The paths of sockets that were made here, removed again unless they are kept.
  struct NewPaths {
    ~NewPaths();
    std::vector<std::string> paths;
  };

  FileDescriptor take(PassedSockets& passed, Kind kind, const PassedSockets::Fits& fits,
                      const std::function<FileDescriptor()>& open);
  FileDescriptor take_unix(PassedSockets& passed, Kind kind, const std::string& path, unsigned mode,
                           const std::string& group);
  FileDescriptor take_inet(PassedSockets& passed, Kind kind, const std::string& setting);
  void adopt(Kind kind, FileDescriptor socket);
  void open_panel(PassedSockets& passed);
  // Throws StartError where another of ours has that port.
  void refuse_taken(const char* name, const InetAddress& address) const;
  void tell_of_rights();
  void replace(PassedSocket former);
  void serve_waiting(int socket) const;
  void remove_own(Kind kind, LastingSocket& file) const;
  bool kept_by_systemd(Kind kind) const;

  EventLoop& loop_;
  const Settings settings_;
  Users users_;
  NewPaths new_paths_;
  std::map<Kind, bool> kept_by_systemd_;
  std::map<Kind, std::unique_ptr<Listener>> listeners_;  // of policy connections
  std::unique_ptr<Control> control_;
  std::unique_ptr<MetricsServer> metrics_;
  std::unique_ptr<PanelServer> panel_;
  std::vector<PassedSocket> former_;
  std::vector<PassedSocket> unused_;  // of systemd
  LastingSocket policy_file_;
  LastingSocket control_file_;
  LastingSocket panel_file_;
  bool held_ = false;
  bool replaces_another_ = false;  // a daemon, not what systemd has opened
  std::vector<std::string> news_;  // to be told once it has taken effect
};

}  // namespace greycache
