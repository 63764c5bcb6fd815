#include "greycache/server/successor.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <utility>

#include "common/typed_log.h"

namespace greycache {

Successor::Successor(std::vector<std::string> arguments) : arguments_(std::move(arguments)) {
  const std::string option = "--takeover";
  if (std::find(arguments_.begin(), arguments_.end(), option) == arguments_.end()) {
    arguments_.push_back(option);
  }
}

void Successor::start() {
  reap();
  if (pid_ >= 0) return;
  std::vector<char*> arguments;
  for (std::string& argument : arguments_) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  posix_spawnattr_t attributes{};
  posix_spawnattr_init(&attributes);
  // The loop's signal mask and dispositions are not for the child.
  sigset_t none;
  sigset_t defaults;
  sigemptyset(&none);
  sigfillset(&defaults);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  const int error =
      posix_spawnp(&pid_, arguments.front(), nullptr, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  if (error == 0)
    return log_typed(LogType::system, 2, "started {} to take over", arguments_.front());
  pid_ = -1;
  log_typed(LogType::system, 0, "cannot start {}: {}", arguments_.front(), strerror(error));
}

void Successor::reap() {
  int status = 0;
  if (pid_ < 0 || waitpid(pid_, &status, WNOHANG) != pid_) return;
  pid_ = -1;
  log_typed(LogType::system, 0, "the program that was to take over has ended (status {}); going on",
            WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

}  // namespace greycache
