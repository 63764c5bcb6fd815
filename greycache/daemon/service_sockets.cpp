// What each setting of a socket says, beside what is open.
#include "greycache/daemon/service_sockets.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>

#include "common/inet_address.h"
#include "common/socket.h"
#include "common/text.h"
#include "common/typed_log.h"
#include "greycache/core/storage.h"
#include "greycache/event/bound_address.h"

namespace greycache {

namespace {

// Connections that wait at a socket that is to be closed: as many as the kernel keeps.
constexpr int kMostWaiting = SOMAXCONN;
constexpr unsigned kControlMode = 0600;
// Who asks there is looked at.
constexpr unsigned kPanelMode = 0666;

FileDescriptor listening(SocketResult socket) {
  if (!socket) throw StartError(socket.error());
  return std::move(*socket);
}

FileDescriptor copy_of(int descriptor) {
  return FileDescriptor(fcntl(descriptor, F_DUPFD_CLOEXEC, 0));
}

bool is_policy(PassedSocket::Kind kind) {
  return kind == PassedSocket::Kind::policy_listener || kind == PassedSocket::Kind::inet_listener;
}

void remove_socket(const std::string& path) {
  struct stat status {};
  if (lstat(path.c_str(), &status) == 0 && S_ISSOCK(status.st_mode)) unlink(path.c_str());
}

}  // namespace

ServiceSockets::NewPaths::~NewPaths() {
  for (const std::string& path : paths) remove_socket(path);
}

ServiceSockets::ServiceSockets(EventLoop& loop, const Settings& settings, PassedSockets& passed,
                               Users users)
    : loop_(loop), settings_(settings), users_(std::move(users)) {
  replaces_another_ = passed.are_of_a_daemon();
  adopt(Kind::policy_listener, take_unix(passed, Kind::policy_listener, settings_.socket,
                                         settings_.socket_mode, settings_.socket_group));
  policy_file_ = LastingSocket(settings_.socket, settings_.socket_mode, settings_.socket_group);
  if (!settings_.inet.empty()) {
    adopt(Kind::inet_listener, take_inet(passed, Kind::inet_listener, settings_.inet));
  }
  control_ = std::make_unique<Control>(
      loop_, take_unix(passed, Kind::control_listener, settings_.control_socket, kControlMode, ""),
      users_.on_command, users_.on_takeover, users_.on_renew, users_.on_moving);
  control_file_ = LastingSocket(settings_.control_socket, kControlMode, "");
  if (!settings_.metrics.empty()) {
    metrics_ = std::make_unique<MetricsServer>(
        loop_, take_inet(passed, Kind::metrics_listener, settings_.metrics), users_.metrics_text);
  }
  open_panel(passed);
  tell_of_rights();
  former_ = passed.take_listeners();
}

// Sockets first: nothing may come in while the rest goes.
ServiceSockets::~ServiceSockets() {
  panel_.reset();
  metrics_.reset();
  listeners_.clear();
  control_.reset();
}

FileDescriptor ServiceSockets::take(PassedSockets& passed, Kind kind,
                                    const PassedSockets::Fits& fits,
                                    const std::function<FileDescriptor()>& open) {
  PassedSocket socket = passed.take_listener(kind, fits);
  kept_by_systemd_[kind] = socket.bytes == kKeptBySystemd;
  if (socket.descriptor) return std::move(socket.descriptor);
  FileDescriptor opened = open();
  if (replaces_another_) news_.push_back("listens on " + bound_text(opened.get()) + " now");
  return opened;
}

FileDescriptor ServiceSockets::take_unix(PassedSockets& passed, Kind kind, const std::string& path,
                                         unsigned mode, const std::string& group) {
  const auto fits = [&](const PassedSocket& one) {
    // One whose file was removed is of no use. Those of systemd need not be visible here.
    return bound_path(one.descriptor.get()) == path &&
           (one.bytes == kKeptBySystemd || access(path.c_str(), F_OK) == 0);
  };
  return take(passed, kind, fits, [&] {
    FileDescriptor socket = listening(listen_unix(path, mode, group));
    new_paths_.paths.push_back(path);
    return socket;
  });
}

FileDescriptor ServiceSockets::take_inet(PassedSockets& passed, Kind kind,
                                         const std::string& setting) {
  const auto address = parse_listen_address(setting);
  if (!address) throw StartError(address.error());
  const char* name = kind == Kind::metrics_listener ? "metrics" : "inet";
  const auto fits = [&](const PassedSocket& one) {
    return one.bytes == kKeptBySystemd || is_bound_to(one.descriptor.get(), *address);
  };
  refuse_taken(name, *address);
  return take(passed, kind, fits, [&] {
    bool shared = false;
    for (const PassedSocket& one : passed.left()) {
      if (bound_inet(one.descriptor.get()).port != address->port) continue;
      share_port(one.descriptor.get());
      shared = true;
    }
    auto opened = listen_inet(address->address, address->port, shared);
    if (!opened) throw StartError(fmt::format("{}: {}", name, opened.error()));
    return std::move(*opened);
  });
}

// A port that is shared with a former socket would be with this one, too, and half of the
// connections would reach the wrong one.
void ServiceSockets::refuse_taken(const char* name, const InetAddress& address) const {
  const auto inet = listeners_.find(Kind::inet_listener);
  if (inet == listeners_.end()) return;
  const InetAddress taken = bound_inet(inet->second->descriptor());
  if (!taken.overlaps(address)) return;
  throw StartError(
      fmt::format("{}: {} is the port of inet ({}), too", name, address.text(), taken.text()));
}

void ServiceSockets::adopt(Kind kind, FileDescriptor socket) {
  listeners_[kind] =
      std::make_unique<Listener>(loop_, std::move(socket), users_.room, users_.on_connection);
}

// No mail waits because there is no panel.
void ServiceSockets::open_panel(PassedSockets& passed) {
  if (settings_.panel_socket.empty()) return;
  try {
    panel_ = std::make_unique<PanelServer>(
        loop_, take_unix(passed, Kind::panel_listener, settings_.panel_socket, kPanelMode, ""),
        settings_.panel_user, users_.on_question);
    panel_file_ = LastingSocket(settings_.panel_socket, kPanelMode, "");
  } catch (const StartError& error) {
    log_typed(LogType::conf, 0, "the panel cannot ask: {}", error.what());
  }
}

void ServiceSockets::take_effect() {
  new_paths_.paths.clear();
  for (const std::string& news : std::exchange(news_, {})) log_typed(LogType::conf, 1, "{}", news);
  for (PassedSocket& former : std::exchange(former_, {})) replace(std::move(former));
  tell_of_unused();
}

void ServiceSockets::replace(PassedSocket former) {
  const int socket = former.descriptor.get();
  const std::string path = bound_path(socket);
  if (former.bytes == kKeptBySystemd) {
    if (is_policy(former.kind)) serve_waiting(socket);
    unused_.push_back(std::move(former));
    return;
  }
  const bool in_use = path == settings_.socket || path == settings_.control_socket ||
                      path == settings_.panel_socket;
  const bool removed = !path.empty() && !in_use;
  log_typed(LogType::conf, 1, "listens on {} no longer", bound_text(socket));
  if (removed) remove_socket(path);
  if (is_policy(former.kind)) serve_waiting(socket);
}

void ServiceSockets::tell_of_unused() const {
  for (const PassedSocket& one : unused_) {
    const char* setting = one.kind == Kind::inet_listener      ? "inet"
                          : one.kind == Kind::control_listener ? "control_socket"
                                                               : "socket";
    const std::string place = escaped(bound_text(one.descriptor.get()));
    log_typed(LogType::conf, 1,
              "systemd listens on {}, which is not what {} says: who connects there waits in vain; "
              "write {} = {}, or change or stop the socket unit",
              place, setting, setting, place);
  }
}

void ServiceSockets::serve_waiting(int socket) const {
  for (int i = 0; i < kMostWaiting; ++i) {
    FileDescriptor waiting(accept4(socket, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!waiting) break;
    users_.on_connection(std::move(waiting));
  }
}

void ServiceSockets::hold() {
  held_ = true;
  for (const auto& [kind, listener] : listeners_) listener->hold();
}

void ServiceSockets::go_on() {
  held_ = false;
  for (const auto& [kind, listener] : listeners_) listener->go_on();
}

void ServiceSockets::resume() {
  for (const auto& [kind, listener] : listeners_) listener->resume();
}

void ServiceSockets::look() {
  resume();
  if (held_) return;
  if (FileDescriptor made = policy_file_.make_again()) {
    const std::unique_ptr<Listener> former = std::move(listeners_[Kind::policy_listener]);
    kept_by_systemd_[Kind::policy_listener] = false;
    adopt(Kind::policy_listener, std::move(made));
    serve_waiting(former->descriptor());
  }
  if (FileDescriptor made = control_file_.make_again()) {
    kept_by_systemd_[Kind::control_listener] = false;
    control_->listen_on(std::move(made));
  }
  if (!panel_) return;
  if (FileDescriptor made = panel_file_.make_again()) panel_->listen_on(std::move(made));
}

std::vector<PassedSocket> ServiceSockets::copies() const {
  std::vector<PassedSocket> copies;
  const auto copy = [&](Kind kind, int socket) {
    copies.push_back({kind, copy_of(socket), kept_by_systemd(kind) ? kKeptBySystemd : ""});
  };
  for (const auto& [kind, listener] : listeners_) copy(kind, listener->descriptor());
  copy(Kind::control_listener, control_->descriptor());
  if (metrics_) copy(Kind::metrics_listener, metrics_->descriptor());
  if (panel_) copy(Kind::panel_listener, panel_->descriptor());
  for (const PassedSocket& one : unused_) {
    copies.push_back({one.kind, copy_of(one.descriptor.get()), one.bytes});
  }
  return copies;
}

tl::expected<bool, std::string> ServiceSockets::set_rights() const {
  if (kept_by_systemd(Kind::policy_listener)) return false;
  return give_rights(settings_.socket, settings_.socket_mode, settings_.socket_group);
}

void ServiceSockets::tell_of_rights() {
  const auto changed = set_rights();
  if (!changed) throw StartError(changed.error());
  if (!*changed) return;
  const bool own_group = settings_.socket_group.empty();
  news_.push_back(fmt::format("{} has socket_mode {:04o} and socket_group {} now", settings_.socket,
                              settings_.socket_mode,
                              own_group ? "of the daemon itself" : settings_.socket_group));
}

void ServiceSockets::close_policy() {
  listeners_.clear();
  if (std::exchange(panel_, nullptr)) remove_own(Kind::panel_listener, panel_file_);
  remove_own(Kind::policy_listener, policy_file_);
}

void ServiceSockets::close_control() {
  control_.reset();
  remove_own(Kind::control_listener, control_file_);
}

// Nobody shall make it again.
void ServiceSockets::remove_own(Kind kind, LastingSocket& file) const {
  const LastingSocket closed = std::exchange(file, {});
  if (!kept_by_systemd(kind) && closed.is_there()) unlink(closed.path().c_str());
}

bool ServiceSockets::kept_by_systemd(Kind kind) const {
  const auto found = kept_by_systemd_.find(kind);
  return found != kept_by_systemd_.end() && found->second;
}

}  // namespace greycache
