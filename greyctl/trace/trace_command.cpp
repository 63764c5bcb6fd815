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

void tell_guesses(const MailLog::Counts& counts) {
  if (counts.year_guessed > 0) {
    say("{} times have no year: the latest year that fits", counts.year_guessed);
  }
  if (counts.zone_guessed > 0) {
    say("{} times have no zone, or one whose name is not known here: this host's zone",
        counts.zone_guessed);
  }
}

void tell_left_out(const MailLog& log) {
  const MailLog::Counts& counts = log.counts();
  if (counts.incomplete > 0) {
    say("{} accepted messages are left out: their sender or recipients are not in the log",
        counts.incomplete);
  }
  if (counts.local > 0) say("{} messages from this host itself are left out", counts.local);
  if (counts.broken > 0) say("{} lines about mail are left out: unknown form", counts.broken);
  if (counts.of_others > 0) say("{} lines are not of Postfix", counts.of_others);
  if (counts.without_time > 0) {
    say("{} lines are not understood: no time that is known; the first: {}", counts.without_time,
        log.first_strange());
  }
  if (counts.other_deferrals == 0) return;
  say("{} temporary refusals are left out: not in the words of a greylister that is known; where "
      "one of these is, name it with --deferral:",
      counts.other_deferrals);
  for (const auto& [reply, count] : log.other_replies()) say("{:>8}  {}", count, reply);
}

void tell(const MailLog& log) {
  const MailLog::Counts& counts = log.counts();
  say("{} lines: {} deferred attempts, {} accepted recipients", counts.lines, counts.deferred,
      counts.accepted);
  say("the log does not tell which recipients were of one message (instance), the helo of accepted "
      "mail, and attempts that were refused for another reason; an accepted mail counts at the "
      "time of its first recipient");
  if (counts.deferred == 0 && counts.accepted > 0) {
    say("nobody was deferred by a greylister: such a log shows who would have waited, and not "
        "whether and when he would have come back");
  }
  if (counts.rewritten > 0) {
    say("{} senders are as they came in, before this host rewrote them (SRS)", counts.rewritten);
  }
  tell_guesses(counts);
  tell_left_out(log);
}

int nothing_read(const MailLog& log) {
  const std::string& strange = log.first_strange();
  say("not one of {} lines is of Postfix's log as syslog, rsyslog, journalctl (-o short, "
      "short-iso, "
      "short-full, ...) or postlogd write it{}{}",
      log.counts().lines, strange.empty() ? "" : "; the first: ", strange);
  return EX_DATAERR;
}

}  // namespace

int trace(const std::vector<std::string>& files, const std::vector<std::string>& deferrals) {
  auto words = DeferralWords::with(deferrals);
  if (!words) {
    say("--deferral: {}", words.error());
    return EX_USAGE;
  }
  MailLog log(std::time(nullptr), std::move(*words));
  for (const std::string& path : files) {
    if (const int status = read_file(path, log); status != EX_OK) return status;
  }
  if (log.counts().of_postfix() == 0) return nothing_read(log);
  for (const LoggedAttempt& attempt : log.take_attempts()) fmt::print("{}\n", attempt.json());
  tell(log);
  if (std::fflush(stdout) == 0) return EX_OK;
  say("cannot write");
  return EX_IOERR;
}

}  // namespace greycache
