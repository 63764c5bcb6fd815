// policy-helper: stands between one connection of Postfix's smtpd(8) and the greycache daemon.

#include <fcntl.h>
#include <sysexits.h>
#include <syslog.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "common/version.h"
#include "policy-helper/command_line.h"
#include "policy-helper/forwarder.h"
#include "policy-helper/helper_log.h"

using namespace greycache;

namespace {

// spawn(8) makes standard error the policy connection as well: whatever is written there would be
// read as a part of a reply. Returns a copy of it where it is a terminal, else -1.
int silence_standard_error() {
  const int terminal = isatty(STDERR_FILENO) != 0 ? fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3) : -1;
  const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null != STDERR_FILENO && dup2(null, STDERR_FILENO) < 0) close(STDERR_FILENO);
  if (null > STDERR_FILENO) close(null);
  return terminal;
}

int print(const char* text) {
  const auto length = static_cast<ssize_t>(strlen(text));
  return write(STDOUT_FILENO, text, strlen(text)) == length ? EXIT_SUCCESS : EX_IOERR;
}

int print_version() {
  return dprintf(STDOUT_FILENO, "policy-helper %s\n", kVersion) > 0 ? EXIT_SUCCESS : EX_IOERR;
}

int report_usage_error(const CommandLine& line, int terminal) {
  const char* colon = *line.culprit == '\0' ? "" : ": ";
  HelperLog log(line.socket);
  log.say(LOG_ERR, "%s%s%.200s", line.reason, colon, line.culprit);
  log.deliver();
  if (terminal >= 0) {
    dprintf(terminal, "policy-helper: %s%s%.200s\n", line.reason, colon, line.culprit);
  }
  return EX_USAGE;
}

// Always success, also where a connection had to be given up: the log has the reason, and spawn(8)
// would only add a warning of its own to each other status.
int forward(const CommandLine& line) {
  // Static for its buffers: pages of them that no request touches take no memory.
  static Forwarder forwarder(line, STDIN_FILENO, STDOUT_FILENO);
  forwarder.run();
  return EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) {
  const int terminal = silence_standard_error();
  openlog("policy-helper", LOG_PID, LOG_MAIL);
  signal(SIGPIPE, SIG_IGN);
  const int count = argc > 0 ? argc - 1 : 0;
  const CommandLine line = parse_command_line({argv + 1, static_cast<std::size_t>(count)});
  switch (line.task) {
    case CommandLine::Task::forward:
      return forward(line);
    case CommandLine::Task::help:
      return print(kHelperUsage);
    case CommandLine::Task::version:
      return print_version();
    case CommandLine::Task::usage_error:
      return report_usage_error(line, terminal);
  }
}
