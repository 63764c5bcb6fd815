// `greyctl trace`: a trace for `greyctl replay` from Postfix's log.
#include "greyctl/trace/trace_command.h"

#include <fmt/format.h>
#include <sysexits.h>

#include <cstdio>
#include <ctime>

#include "greyctl/replay/line_input.h"
#include "greyctl/trace/mail_log.h"

namespace greycache {

namespace {

constexpr std::string_view kGzip = "\x1f\x8b";

template <typename... Args>
void say(fmt::format_string<Args...> format, Args&&... args) {
  fmt::print(stderr, "greyctl: {}\n", fmt::format(format, std::forward<Args>(args)...));
}

int read_file(const std::string& path, MailLog& log) {
  auto input = LineInput::open(path, [](int) { return true; });
  if (!input) {
    say("{}", input.error());
    return EX_NOINPUT;
  }
  while (true) {
    const auto line = input->next();
    if (!line) {
      say("{}", line.error());
      return EX_DATAERR;
    }
    if (!*line) return EX_OK;
    if ((*line)->starts_with(kGzip)) {
      say("{} is compressed: zcat {} | greyctl trace -", path, path);
      return EX_DATAERR;
    }
    log.add_line(**line);
  }
}

void tell(const MailLog::Counts& counts) {
  say("{} lines: {} deferred attempts, {} accepted recipients", counts.lines, counts.deferred,
      counts.accepted);
  say("the log does not tell which recipients were of one message (instance), the helo of accepted "
      "mail, and attempts that were refused for another reason; an accepted mail counts at the "
      "time of its first recipient");
  if (counts.year_guessed > 0) {
    say("{} times have no year and no zone: the latest year that fits and this host's zone",
        counts.year_guessed);
  }
  if (counts.incomplete > 0) {
    say("{} accepted messages are left out: their sender or recipients are not in the log",
        counts.incomplete);
  }
  if (counts.local > 0) say("{} messages from this host itself are left out", counts.local);
  if (counts.broken > 0) say("{} lines about mail are left out: unknown form", counts.broken);
  if (counts.without_time > 0) say("{} lines do not begin with a time", counts.without_time);
}

}  // namespace

int trace(const std::vector<std::string>& files) {
  MailLog log(std::time(nullptr));
  for (const std::string& path : files) {
    if (const int status = read_file(path, log); status != EX_OK) return status;
  }
  for (const LoggedAttempt& attempt : log.take_attempts()) fmt::print("{}\n", attempt.json());
  tell(log.counts());
  if (std::fflush(stdout) == 0) return EX_OK;
  say("cannot write");
  return EX_IOERR;
}

}  // namespace greycache
