// Messages to the supervisor's socket, which nobody waits long for.
#include "greycache/daemon/notify.h"

#ifdef GREYCACHE_SYSTEMD
#include <systemd/sd-daemon.h>
#endif
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <string_view>

#include "common/file_descriptor.h"

namespace greycache {

namespace {

// A supervisor that reads nothing shall not stop the service: sd_notify(3) would wait for it.
constexpr timeval kPatienceWithQueue{0, 100'000};

// Of NOTIFY_SOCKET, where it names a unix socket; its length is 0 otherwise.
struct NotifySocket {
  sockaddr_un address{};
  socklen_t length = 0;
};

NotifySocket notify_socket() {
  NotifySocket result;
  const char* variable = std::getenv("NOTIFY_SOCKET");
  const std::string_view name = variable == nullptr ? "" : variable;
  const bool is_unix = name.starts_with('/') || name.starts_with('@');
  if (!is_unix || name.size() >= sizeof result.address.sun_path) return result;
  result.address.sun_family = AF_UNIX;
  std::copy(name.begin(), name.end(), result.address.sun_path);
  // An abstract name.
  if (name.front() == '@') result.address.sun_path[0] = '\0';
  result.length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  return result;
}

// Whether somebody has been told.
bool tell([[maybe_unused]] const std::string& state) {
#ifdef GREYCACHE_SYSTEMD
  const NotifySocket to = notify_socket();
  if (to.length == 0) return sd_notify(0, state.c_str()) > 0;
  const FileDescriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &kPatienceWithQueue, sizeof kPatienceWithQueue);
  return sendto(socket.get(), state.data(), state.size(), MSG_NOSIGNAL,
                reinterpret_cast<const sockaddr*>(&to.address), to.length) >= 0;
#else
  return false;
#endif
}

}  // namespace

void notify_ready() {
  tell("READY=1");
}

// systemd takes the reload as done when READY=1 follows with a later time (Type=notify-reload).
void notify_reloading() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  tell(fmt::format("RELOADING=1\nMONOTONIC_USEC={}", now.tv_sec * 1'000'000 + now.tv_nsec / 1000));
}

void notify_stopping() {
  tell("STOPPING=1");
}

void notify_status(const std::string& status) {
  tell("STATUS=" + status);
}

void notify_alive() {
  tell("WATCHDOG=1");
}

void notify_main_process(pid_t process, [[maybe_unused]] std::chrono::milliseconds patience) {
  if (!tell(fmt::format("MAINPID={}", process))) return;
#ifdef GREYCACHE_SYSTEMD
  sd_notify_barrier(0, static_cast<std::uint64_t>(patience.count()) * 1000);
#endif
}

std::optional<std::chrono::milliseconds> watchdog_interval() {
#ifdef GREYCACHE_SYSTEMD
  std::uint64_t microseconds = 0;
  if (sd_watchdog_enabled(0, &microseconds) > 0) {
    return std::chrono::milliseconds(microseconds / 2000);
  }
#endif
  return std::nullopt;
}

}  // namespace greycache
