// Reading Postfix's logs for a command, and telling what they do not tell.
#include "greyctl/trace/log_reading.h"

#include <fmt/format.h>
#include <sysexits.h>

#include <ctime>

#include "common/program_output.h"
#include "greyctl/replay/line_input.h"

namespace greycache {

namespace {

template <typename... Args>
void say(fmt::format_string<Args...> format, Args&&... args) {
  complain(EX_OK, fmt::format(format, std::forward<Args>(args)...));
}

// The line numbers of those that are too long, for one sentence.
class LongLines {
 public:
  void add(std::string place) {
    if (count_++ == 0) first_ = std::move(place);
  }
  void tell() const {
    if (count_ > 0)
      say("{} lines are longer than 1 MiB, and left out; the first: {}", count_, first_);
  }

 private:
  std::int64_t count_ = 0;
  std::string first_;
};

// The lines that can be read; a status of sysexits.h.
int read_lines(LineInput& input, MailLog& log, LongLines& long_lines) {
  while (true) {
    const auto line = input.next();
    if (line && !*line) return EX_OK;
    if (line) {
      log.add_line(**line);
    } else if (line.error().goes_on) {
      long_lines.add(input.place());
    } else {
      return complain(line.error().status, line.error().why);
    }
  }
}

int read_file(const std::string& path, MailLog& log) {
  auto input = LineInput::open(path, [](int) { return true; });
  if (!input) return complain(EX_NOINPUT, input.error());
  LongLines long_lines;
  const int status = read_lines(*input, log, long_lines);
  long_lines.tell();
  return status;
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

int nothing_read(const MailLog& log) {
  const std::string& strange = log.first_strange();
  say("not one of {} lines is of Postfix's log as syslog, rsyslog, journalctl (-o short, "
      "short-iso, "
      "short-full, ...) or postlogd write it{}{}",
      log.counts().lines, strange.empty() ? "" : "; the first: ", strange);
  return EX_DATAERR;
}

}  // namespace

tl::expected<LogReading, int> read_logs(const std::vector<std::string>& files,
                                        const std::vector<std::string>& deferrals) {
  auto words = DeferralWords::with(deferrals);
  if (!words) {
    say("--deferral: {}", words.error());
    return tl::make_unexpected(EX_USAGE);
  }
  LogReading reading{MailLog(std::time(nullptr), std::move(*words)), EX_OK};
  for (const std::string& path : files) {
    const int status = read_file(path, reading.log);
    if (reading.status == EX_OK) reading.status = status;
  }
  const MailLog::Counts& counts = reading.log.counts();
  if (counts.of_postfix() > 0) return reading;
  const bool none_read = counts.lines == 0 && reading.status != EX_OK;
  return tl::make_unexpected(none_read ? reading.status : nothing_read(reading.log));
}

void tell_reading(const MailLog& log) {
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

}  // namespace greycache
