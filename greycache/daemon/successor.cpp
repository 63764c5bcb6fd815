// Starts the program of this process' own file, and waits for what becomes of it.
#include "greycache/daemon/successor.h"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <utility>

#include "common/text.h"
#include "common/typed_log.h"

// unistd.h has it with GNU's libc only.
extern char** environ;

namespace greycache {

namespace {

// This process's own, but for the mark that the watchdog waits for this process alone
// (sd_watchdog_enabled(3)): from then on it waits for the successor.
std::vector<char*> environment_of_successor() {
  const std::string ours = fmt::format("WATCHDOG_PID={}", getpid());
  std::vector<char*> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (*variable != ours) variables.push_back(*variable);
  }
  variables.push_back(nullptr);
  return variables;
}

// As a shell has it.
int status_of(int wait_status) {
  return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 128 + WTERMSIG(wait_status);
}

}  // namespace

std::string text_of(const HandoverResult& failure) {
  switch (failure.kind) {
    case HandoverResult::Kind::refused:
      return "cannot start: " + escaped(failure.reason);
    case HandoverResult::Kind::kept:
      return "may not yet: " + failure.reason;
    case HandoverResult::Kind::cut_off:
      return "has failed in the middle; the log says why";
    case HandoverResult::Kind::too_slow:
    case HandoverResult::Kind::done:
      break;
  }
  return "takes too long";
}

Successor::Successor(std::vector<std::string> arguments) : arguments_(std::move(arguments)) {
  const std::string option = "--takeover";
  if (std::find(arguments_.begin(), arguments_.end(), option) == arguments_.end()) {
    arguments_.push_back(option);
  }
}

void Successor::start(FileDescriptor waiting) {
  reap();
  if (waiting && waiting_.size() < kMostWaiting) waiting_.push_back(std::move(waiting));
  if (pid_ >= 0) return;
  std::vector<char*> arguments;
  for (std::string& argument : arguments_) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  const std::vector<char*> environment = environment_of_successor();
  posix_spawnattr_t attributes{};
  posix_spawnattr_init(&attributes);
  // The loop's signal mask and dispositions are not for the child.
  sigset_t none;
  sigset_t defaults;
  sigemptyset(&none);
  sigfillset(&defaults);
  // Nobody handles these; FreeBSD refuses to be told so.
  sigdelset(&defaults, SIGKILL);
  sigdelset(&defaults, SIGSTOP);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  const int error = posix_spawnp(&pid_, arguments.front(), nullptr, &attributes, arguments.data(),
                                 environment.data());
  posix_spawnattr_destroy(&attributes);
  hangs_at_ = Clock::now() + kPatience;
  if (error == 0)
    return log_typed(LogType::system, 2, "started {} to take over", arguments_.front());
  pid_ = -1;
  log_typed(LogType::system, 0, "cannot start {}: {}", arguments_.front(), strerror(error));
  answer(fmt::format("error: cannot start {}: {}\n", arguments_.front(), strerror(error)));
}

void Successor::reap() {
  int status = 0;
  if (pid_ < 0) return;
  if (waitpid(pid_, &status, WNOHANG) != pid_) {
    if (Clock::now() >= hangs_at_) kill_it();
    return;
  }
  pid_ = -1;
  log_typed(LogType::system, 0, "the program that was to take over has ended (status {}); going on",
            status_of(status));
  answer(
      fmt::format("error: the program that was to take over has ended (status {}); "
                  "the log says why\n",
                  status_of(status)));
}

void Successor::succeeded() {
  answer("ok\n");
}

void Successor::failed(pid_t process, const HandoverResult& failure) {
  if (pid_ >= 0 && process == pid_) {
    if (failure.kind == HandoverResult::Kind::too_slow) {
      kill_it();
    } else {
      hangs_at_ = Clock::now() + kPatienceWithEnd;
    }
  }
  answer(fmt::format("error: the program that was to take over {}\n", text_of(failure)));
}

// What is so short fits into the socket's buffer; a peer that is gone needs no answer.
void Successor::answer(const std::string& text) {
  for (const FileDescriptor& peer : waiting_) {
    send(peer.get(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  }
  waiting_.clear();
}

// reap() sees its end, or tries again.
void Successor::kill_it() {
  hangs_at_ = Clock::now() + kPatience;
  log_typed(LogType::system, 0, "process {}, which was to take over, hangs and is killed", pid_);
  kill(pid_, SIGKILL);
}

}  // namespace greycache
