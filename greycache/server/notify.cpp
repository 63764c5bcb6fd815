#include "greycache/server/notify.h"

#ifdef GREYCACHE_SYSTEMD
#include <systemd/sd-daemon.h>
#endif
#include <fmt/format.h>

#include <cstdint>
#include <ctime>

namespace greycache {

namespace {

void tell([[maybe_unused]] const std::string& state) {
#ifdef GREYCACHE_SYSTEMD
  sd_notify(0, state.c_str());
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
  tell(fmt::format("MAINPID={}", process));
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
