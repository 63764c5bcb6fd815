// There, readable, written to, and understood.
#include "greyctl/doctor/log_checks.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

#include "common/text.h"

namespace greycache {

namespace {

constexpr std::int64_t kSilent = 2;

}  // namespace

Findings log_findings(const LogFacts& log) {
  Findings findings;
  const std::string path = escaped(log.path);
  if (log.path.empty()) {
    findings.note(log.to_output
                      ? "Postfix logs to standard output: there is no file for greyctl trace"
                      : "there is no mail log in /var/log: Postfix logs to the journal only",
                  log.to_output ? "give greyctl trace what the container's log has"
                                : "journalctl -o short -u 'postfix*' | greyctl trace -, or "
                                  "apt install rsyslog");
  } else if (log.error != 0) {
    findings.warning(
        fmt::format("{} cannot be read by this account: {}", path, strerror(log.error)),
        log.error == EACCES ? "as root, or as a member of group adm"
                            : "maillog_file in main.cf; Postfix makes it once it logs");
  } else if (log.lines > 0 && log.of_postfix == 0) {
    findings.warning(fmt::format("{}: none of the last {} lines is one of Postfix's in a form that "
                                 "greyctl trace knows",
                                 path, log.lines),
                     "greyctl trace on it names the first that it does not understand; see "
                     "greyctl(8) for the forms");
  } else if (log.silent_days >= kSilent) {
    findings.warning(fmt::format("nothing was written to {} for {} days", path, log.silent_days),
                     "systemctl status rsyslog; maillog_file in main.cf");
  }
  return findings;
}

}  // namespace greycache
