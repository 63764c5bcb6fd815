// What a supervisor is told: readiness, a word of status, signs of life (sd_notify(3)).
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>

namespace greycache {

// None waits for long for a supervisor that does not listen. All do nothing where NOTIFY_SOCKET is
// not set, or the program was built without libsystemd.
void notify_ready();
void notify_reloading();
void notify_stopping();
void notify_status(const std::string& status);
void notify_alive();

// That `process`, which has taken over, is the main process from now on. To be told by the one that
// has been it, before it exits: returns once the supervisor has read it, or after `patience`.
// systemd takes the service for ended where it sees the exit of the main process first.
void notify_main_process(pid_t process, std::chrono::milliseconds patience);

// How often notify_alive() is expected at most, half of WatchdogSec=; empty where nobody watches.
std::optional<std::chrono::milliseconds> watchdog_interval();

}  // namespace greycache
